-- Who leads, as PROCLAIM writes it down: `term since length value candidate`, with the lock's value and its
-- length, and the server's time in µs.  It counts for as long as the lock has that value.

-- Term, since and candidate if the record is of this holder, else nil.
local function led(record, holder)
  if type(record) ~= 'string' then
    return nil
  end
  local term, since, length, rest = string.match(record, '^(%d+) (%d+) (%d+) (.*)$')
  length = tonumber(length)
  if not term or string.sub(rest, 1, length) ~= holder then
    return nil
  end
  return term, since, string.sub(rest, length + 2)
end
