-- What ACQUIRE and REJOIN have in common: the lock if it is free, else a place in its queue.  Needs
-- owner.lua and grant.lua.

-- Our entry in the queue.
local function member(inbox, request, claim, span, kind, token)
  return table.concat({inbox, request, claim, span, kind, token}, ' ')
end

-- Gives us the lock, which nobody holds and nobody before us waits for.
local function take(lock, fence_key, record, last, now, inbox, retention, span, waiting)
  local fence = next_fence(last, now)
  local keeper = keeper_of(ARGV[2], inbox)
  remember(fence_key, record, fence, span, ARGV[1], keeper, retention)
  give(lock, owned_value(ARGV[2], ARGV[3], fence), ARGV[4])
  return string.format('GRANTED %s %.0f %d', fence, now, waiting)
end

-- Our place in the queue; it stays if we have one.
local function place(queue, now, me)
  local rank = redis.call('ZRANK', queue, me)
  if not rank then
    -- Tickets rise even if the server's clock is set back.
    local tail = redis.call('ZRANGE', queue, -1, -1, 'WITHSCORES')[2]
    local ticket = math.max(now, tail and tail + 1 or 0)
    redis.call('ZADD', queue, string.format('%.0f', ticket), me)
    rank = redis.call('ZCARD', queue) - 1
  end
  -- The first waiters poll more often than this; a queue that all have left goes by itself.
  redis.call('PEXPIRE', queue, 60000)
  return rank
end

-- Waits for a lock that is granted to nobody for so many ms.
local function delay(queue, now, me, left)
  return string.format('DELAYED %d %.0f %.0f', place(queue, now, me), left, now)
end

-- Waits for a lock that somebody holds.
local function wait(lock, queue, holder, now, me)
  local rank = place(queue, now, me)
  local pttl = redis.call('PTTL', lock)
  return string.format('QUEUED %d %d %.0f ', rank, pttl, now) .. shown(holder)
end
