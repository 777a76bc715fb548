-- Fences, and the record of the last grant.  The fence key holds "FENCE LAST UNTIL REQUEST KEEPER;"
-- with fences of 16 digits: LAST is the last one that the process may give to threads of its own,
-- UNTIL the time in seconds at which the record expires, and KEEPER the inbox of a process that may
-- keep the lock unused, or nothing.

-- The server's time in microseconds; a clock that was never set counts from the year 2001.
local function server_time()
  local time = redis.call('TIME')
  return math.max(time[1] * 1000000 + time[2], 1000000000000000)
end

-- A fence above the last one: a hybrid logical clock (Kulkarni et al., 2014), so that it rises even
-- if the last one is forgotten, which is ahead of the clock by the most that a process may set aside.
-- Kept as a string, since Lua would print it with an exponent.
local function next_fence(last, now)
  if last == '0' then
    return string.format('%.0f', now + 65536)
  end
  return string.format('%.0f', math.max(last + 1, now))
end

-- The last fence of a record, '0' if it tells none.
local function last_fence(record)
  local last = record and string.sub(record, 18, 33)
  return tonumber(last or '') and last or '0'
end

-- Puts a grant in the place of the one before it, for the retention in ms at least.  Overwriting in
-- place costs a fifth of a SET, and keeps the lifetime: that is an eighth longer than needed, so that
-- the next grants can do with it.
local function remember(fence_key, before, fence, span, request, keeper, retention)
  local last = span == '1' and fence or string.format('%.0f', fence + span - 1)
  local needed = fence / 1000000 + retention / 1000
  local lasts = before and string.sub(before, 35, 44)
  local rest = ' ' .. request .. ' ' .. keeper .. ';'
  if (tonumber(lasts or '') or 0) >= needed then
    redis.call('SETRANGE', fence_key, 0, fence .. ' ' .. last .. ' ' .. lasts .. rest)
  else
    local millis = math.ceil(retention * 9 / 8) + 1000
    -- The key expires by the clock, of which a fence is up to 66 ms ahead.
    lasts = string.format('%010.0f', math.floor((fence / 1000 - 66 + millis) / 1000))
    redis.call('SET', fence_key, fence .. ' ' .. last .. ' ' .. lasts .. rest, 'PX', millis)
  end
end

-- The value the lock has under a grant: the bare token ('='), or the token and its fence.
local function owned_value(kind, token, fence)
  if kind == '=' then
    return token
  end
  return token .. '#' .. fence
end
