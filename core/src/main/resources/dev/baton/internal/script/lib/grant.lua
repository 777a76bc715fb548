-- How a lock is granted.  Needs fence.lua.

-- What a request of this kind adds to the record of its grant: the inbox of one that may keep it.
local function keeper_of(kind, inbox)
  return kind == '~' and inbox or ''
end

-- Gives the lock a value; lease '0' lasts for ever.
local function give(lock, value, lease)
  if lease == '0' then
    redis.call('SET', lock, value)
  else
    redis.call('SET', lock, value, 'PX', lease)
  end
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

-- Takes waiters out of the queue until one is found whose process listens, gives it the lock, and
-- tells it.  Stops once it has taken out the member `before`, if that is not false.  `record` is that
-- of the last grant, `last` the last fence given out, `waiting` how many are in the queue: a key that
-- we have emptied is not asked for, since a node refuses that while its slot moves to another one.
-- Returns the new owner's value, or false, and how many are left.
local function grant_next(lock, queue, fence_key, record, last, before, publish, retention, waiting)
  while waiting > 0 do
    local head = redis.call('ZPOPMIN', queue)[1]
    waiting = waiting - 1
    if head == before then
      break
    end
    local inbox, request, claim, span, kind, token =
      string.match(head, '^(%S+) (%S+) (%d+) (%d+) ([=#~]) (.*)$')
    if listeners(publish, inbox) > 0 then
      local now = server_time()
      local fence = next_fence(last, now)
      local value = owned_value(kind, token, fence)
      local keeper = keeper_of(kind, inbox)
      remember(fence_key, record, fence, span, request, keeper, retention)
      give(lock, value, claim)
      -- Said last: where the user may not write, nobody has heard of a lock that was not given.
      local message = string.format('GRANT %s %s %.0f %d', request, fence, now, waiting)
      local told = redis.pcall(publish, inbox, message)
      if type(told) == 'table' then
        redis.call('DEL', lock)
        redis.call(publish, inbox, message) -- refused once more, in the words of the server
      end
      return value, waiting
    end
  end
  return false, waiting
end
