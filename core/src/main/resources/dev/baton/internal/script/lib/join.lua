-- What ACQUIRE and REJOIN have in common: the lock if it is free, else a place in its queue.  Needs
-- owner.lua and grant.lua, and these locals of the script: me, our member, and inbox; request, kind,
-- token and span.

-- Gives us the lock, which nobody holds and nobody before us waits for.
local function take(lease)
  local fence = grant(lease, inbox, request, span, kind, token)
  return string.format('GRANTED %s %.0f %d', fence, now, waiting)
end

-- Our place in the queue; it stays if we have one.
local function place()
  local rank = redis.call('ZRANK', queue, me)
  if not rank then
    -- Tickets rise even if the server's clock is set back.
    local tail = redis.call('ZRANGE', queue, -1, -1, 'WITHSCORES')[2]
    local ticket = math.max(now, tail and tail + 1 or 0)
    redis.call('ZADD', queue, string.format('%.0f', ticket), me)
    rank = waiting
    waiting = waiting + 1
  end
  -- The first waiters poll more often than this; a queue that all have left goes by itself.
  redis.call('PEXPIRE', queue, 60000)
  return rank
end

-- Waits for a lock that is granted to nobody for so many ms.
local function delay(left)
  return string.format('DELAYED %d %.0f %.0f', place(), left, now)
end

-- Waits for a lock that somebody holds.
local function wait(holder)
  local rank = place()
  local pttl = redis.call('PTTL', key)
  return string.format('QUEUED %d %d %.0f ', rank, pttl, now) .. shown(holder)
end
