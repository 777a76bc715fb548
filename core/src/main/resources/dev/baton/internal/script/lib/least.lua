-- A lock that was to be held for a time at least, and is released before that: it stays taken for the
-- rest, by nobody.  Needs clock.lua and ours.lua.

-- Leaves the lock to nobody if it has our value and was not held for so many ms.  Returns whether it
-- did, now or when it was asked before.
local function leave(lock, value, least)
  -- The value that it has meanwhile: it tells whose it was, and is no client's own, so that nobody
  -- renews or releases it as theirs.
  local done = string.gsub(value, '%.(%d+#%d+)$', '_done.%1')
  if not_ours(lock, value) then
    return not not_ours(lock, done)
  end
  -- A value ends with its fence, which is the time of its grant.
  local granted = tonumber(string.match(value, '#(%d+)$') or '0')
  local rest = math.min(least, math.ceil(least - (server_time() - granted) / 1000))
  if rest <= 0 then
    return false
  end
  -- PEXPIRE comes first: a full server would refuse the SET.
  redis.call('PEXPIRE', lock, string.format('%.0f', rest))
  redis.call('SET', lock, done, 'KEEPTTL')
  return true
end
