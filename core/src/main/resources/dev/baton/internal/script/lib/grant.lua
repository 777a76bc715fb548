-- How a lock is granted.  Needs fence.lua, remember.lua, member.lua and lease.lua, and besides what
-- remember.lua needs these locals of the script: key and queue; last, the last fence that was given
-- out; waiting, how many are in the queue; and publish, how to.  A table of them would cost 2 µs.

-- Gives the lock to somebody.  Returns the fence and the lock's new value.
local function grant(lease, inbox, request, span, kind, token)
  local fence = next_fence(last, now)
  local top = span == '1' and fence or string.format('%.0f', fence + span - 1)
  local value = owned_value(kind, token, fence)
  remember(fence, top, request, kind == '~' and inbox or '')
  give(key, value, lease)
  return fence, value
end

-- How many connections to this server hear a channel.  What is published goes on to replicas, so that
-- a connection to one of them hears it and is not counted: nobody may be told of a grant before this
-- is known.  Without the right to ask, or the command, an empty message is counted; it says nothing.
local function listeners(publish, inbox)
  local count = publish == 'PUBLISH' and 'NUMSUB' or 'SHARDNUMSUB'
  local counted = redis.pcall('PUBSUB', count, inbox)
  if counted.err then
    return redis.call(publish, inbox, '')
  end
  return counted[2]
end

-- Gives the lock to a waiter whose process listens, and tells it.  Returns the lock's new value, or false.
local function hand(inbox, request, claim, span, kind, token)
  if listeners(publish, inbox) > 0 then
    local fence, value = grant(claim, inbox, request, span, kind, token)
    -- Said last: where the user may not write, nobody has heard of a lock that was not given.
    local message = string.format('GRANT %s %s %.0f %d', request, fence, now, waiting)
    local told = redis.pcall(publish, inbox, message)
    if type(told) == 'table' then
      redis.call('DEL', key)
      redis.call(publish, inbox, message) -- refused once more, in the words of the server
    end
    return value
  end
  return false
end

-- Takes waiters out of the queue until one is found whose process listens, gives it the lock, and
-- tells it.  Stops once it has taken out the member `me`, if there is one.  `waiting` is kept, so that a
-- key that we have emptied is not asked for: a node refuses that while its slot moves to another one.
-- Returns the new owner's value, or false.
local function grant_next(me)
  while waiting > 0 do
    local popped = redis.call('ZPOPMIN', queue)
    local head = popped[1]
    waiting = waiting - 1
    if head == me then
      break
    end
    local inbox, request, claim, span, kind, token = waiter(head)
    if not inbox then
      -- It is the turn of one who shares the lock.
      redis.call('ZADD', queue, popped[2], head)
      redis.call('DEL', key)
      waiting = waiting + 1
      local mine
      local used, shared_fence, permit = 0, '0', '0'
      -- include: share.lua
      local holder = serve(me)
      if used > 0 and shared_fence == '0' and last ~= '0' then
        -- Permits have no fence: those that were set aside and not given out shall not run ahead of the clock.
        remember(last, last, '-', '')
      end
      return holder
    end
    local value = hand(inbox, request, claim, span, kind, token)
    if value then
      return value
    end
  end
  return false
end
