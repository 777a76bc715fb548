-- How a lock is granted.  Needs owner.lua.

-- The server's time in microseconds.
local function server_time()
  local time = redis.call('TIME')
  return time[1] * 1000000 + time[2]
end

-- A fence above the last one: a hybrid logical clock (Kulkarni et al., 2014), so that it rises even
-- if the last one is forgotten.  Kept as a string, since Lua would print it with an exponent.
local function next_fence(last, now)
  return string.format('%.0f', math.max(last + 1, now))
end

-- Remembers a grant and gives the lock its value; lease '0' lasts for ever.  The fence is written
-- first: a server out of memory or of replicas refuses only a script's first write.
local function give(lock, fence_key, value, lease, fence, request, retention)
  redis.call('SET', fence_key, fence .. ' ' .. request, 'PX', retention)
  if lease == '0' then
    redis.call('SET', lock, value)
  else
    redis.call('SET', lock, value, 'PX', lease)
  end
end

-- Takes waiters out of the queue until one is found whose process listens, tells it, and gives it
-- the lock.  Stops once it has taken out the member `before`, if that is not false.  Returns the new
-- owner's value, or false.
local function grant_next(lock, queue, fence_key, before, publish, retention)
  while true do
    local head = redis.call('ZPOPMIN', queue)[1]
    if not head or head == before then
      return false
    end
    local inbox, request, claim, kind, token = string.match(head, '^(%S+) (%S+) (%d+) ([=#]) (.*)$')
    local now = server_time()
    local fence = next_fence((last_grant(fence_key)), now)
    local message = string.format('GRANT %s %s %.0f', request, fence, now)
    if redis.call(publish, inbox, message) > 0 then
      local value = owned_value(kind, token, fence)
      give(lock, fence_key, value, claim, fence, request, retention)
      return value
    end
  end
end
