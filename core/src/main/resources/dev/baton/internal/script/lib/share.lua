-- How a lock is shared.  While it is, its key is a sorted set: '#' has the sum of the weights, '@' the
-- fence of those who share it without a limit, and '%' the newest number of a permit; each holder's
-- value, "TOKEN*WEIGHT", with "~" behind it if its process may keep its share when it needs it no more,
-- has the end of its lease in ms; and "?REQUEST", who is first in the queue, the
-- negative time in ms when it was last heard of.  The key lasts for as long as the longest lease.
--
-- Needs what hand.lua needs, member.lua, and these locals of the script: used, the sum of the weights;
-- shared_fence and permit, the scores of '@' and '%', '0' if there are none; and mine, for the fence of
-- our own share.

-- Ends of leases are larger than this; sums are smaller, and the times of the first in the queue too.
local EARLIEST = '1000000000000'

-- So many waiters are looked at, and served, in one go; those that are gone do not count.
local MOST = 128

-- So long the first in the queue may be silent, in ms: it asks again every 3 s, but one that was far
-- behind and is suddenly first may have 45 s to go yet.
local SILENT = 50000

-- The weight, the limit, 0 for none, and what marks a keeper in a kind; nil if it is not for sharing.
local function share_of(kind)
  local weight, limit, mark = string.match(kind, '^(%d+)/(%d+)!?(~?)')
  return tonumber(weight), tonumber(limit), mark
end

-- The weight in the value of one who shares the lock.
local function weight_of(value)
  return string.match(value, '%*(%d+)~?$')
end

local function fits(weight, limit)
  return limit == 0 or used + weight <= limit
end

-- One of those who share the lock: whose lease ends first.
local function sharer()
  return redis.call('ZRANGE', key, EARLIEST, '+inf', 'BYSCORE', 'LIMIT', '0', '1')[1] or ''
end

-- So much of the weight is gone, and the lock with the last of it.
local function lighten(weight)
  used = used - weight
  if used > 0 then
    redis.call('ZADD', key, used .. '', '#')
  else
    redis.call('DEL', key)
    -- The next fences are larger than that of those who shared it, even if its record is gone.
    if tonumber(last) < tonumber(shared_fence) then
      last = shared_fence
    end
    used, shared_fence, permit = 0, '0', '0'
  end
end

-- Reads who shares the lock, and takes out those whose lease is over.  Returns the type of a key that is
-- no lock.
local function read_sharing()
  local scores = redis.pcall('ZMSCORE', key, '#', '@', '%')
  if scores.err and not string.find(scores.err, 'WRONGTYPE', 1, true) then
    redis.call('ZMSCORE', key, '#') -- in the words of the server
  end
  if not scores[1] then
    return redis.call('TYPE', key).ok
  end
  used, shared_fence, permit = tonumber(scores[1]), scores[2] or '0', scores[3] or '0'
  local millis = string.sub(now, 1, 13)
  local over = redis.call('ZRANGE', key, EARLIEST, millis, 'BYSCORE', 'LIMIT', '0', '1000')
  if over[1] then
    local weight = 0
    for _, value in ipairs(over) do
      weight = weight + weight_of(value)
    end
    redis.call('ZREM', key, unpack(over))
    lighten(weight)
  end
end

-- Has a share last for so many ms from now on; more scores and members are set along with it.  Where the
-- user may not, no share is left that its holder was not told of, and none without an end.
local function lease_share(value, lease, ...)
  local pttl = redis.call('PTTL', key)
  if pttl >= 0 and pttl < tonumber(lease) then
    redis.call('PEXPIRE', key, lease)
  end
  redis.call('ZADD', key, string.sub(now, 1, 13) + lease .. '', value, ...)
  if pttl < 0 then
    local ends = redis.pcall('PEXPIRE', key, lease)
    if type(ends) == 'table' then
      redis.call('DEL', key)
      redis.call('PEXPIRE', key, lease) -- refused once more, in the words of the server
    end
  end
end

-- A number for a permit, larger than those before it.
local function next_permit()
  permit = permit < now and now or string.format('%.0f', permit + 1)
  return permit
end

-- Gives somebody a share.  Returns the fence.
local function share(value, weight, limit, lease)
  local fence, sign = shared_fence, '@'
  if limit > 0 then
    fence, sign = next_permit(), '%'
  elseif fence == '0' then
    fence = next_fence(last, now)
    remember(fence, fence, '-', '')
    shared_fence = fence
  end
  used = used + weight
  lease_share(value, lease, used .. '', '#', fence, sign)
  return fence
end

-- Gives a share back.  Returns whether it was somebody's.
local function unshare(value)
  if redis.call('ZREM', key, value) == 0 then
    return false
  end
  lighten(weight_of(value))
  return true
end

-- Gives a waiter its share, if its process listens, and tells it; `me` is not told, but gets `lease`.
-- Returns whether it has it.
local function offer(member, me, lease)
  local inbox, request, claim, _, kind, token = waiter(member)
  local weight, limit, mark = share_of(kind)
  local value = token .. '*' .. weight .. mark
  if member == me then
    mine = share(value, weight, limit, lease)
  elseif listeners(publish, inbox) > 0 then
    local fence = share(value, weight, limit, claim)
    local message = 'GRANT ' .. request .. ' ' .. fence .. ' ' .. now .. ' ' .. waiting
    local told = redis.pcall(publish, inbox, message)
    if type(told) == 'table' then
      unshare(value)
      redis.call(publish, inbox, message) -- refused once more, in the words of the server
    end
  else
    return false
  end
  return true
end

-- Those who have the turn together with `head`, which is first in the queue: all who wait to share the
-- lock without a limit, as it does, but for those who keep to the order; nobody else if its process does
-- not listen, since nobody inherits its place.
local function together(head, me)
  local inbox, _, _, _, kind = waiter(head)
  if not string.find(kind, '/0~?$') or head ~= me and listeners(publish, inbox) == 0 then
    return {head}
  end
  local members = {}
  for _, member in ipairs(redis.call('ZRANGE', queue, 0, MOST - 1)) do
    if member == head or string.find(member, '^%S+ %S+ %d+ %d+ %d+/0~? ') then
      members[#members + 1] = member
    end
  end
  return members
end

-- Grants the lock, which is shared or free, to those who are next for as long as it fits.  A share of
-- `me` is granted for `lease`, and its fence left in `mine`; if `me` wants the lock for itself and it is
-- free, nothing more is done.  Returns who holds the lock then, false if nobody, and whether anybody
-- was granted it.
local function serve(me, lease)
  local any, served = false, 0
  while served < MOST do
    local head = waiting > 0 and redis.call('ZRANGE', queue, '0', '0')[1]
    if not head then
      break
    end
    local inbox, request, claim, span, kind, token = waiter(head)
    local weight, limit = share_of(kind)
    if weight and not fits(weight, limit) or not weight and used > 0 then
      break
    end
    if weight then
      local members = together(head, me)
      waiting = waiting - redis.call('ZREM', queue, unpack(members))
      for _, member in ipairs(members) do
        if offer(member, me, lease) then
          any, served = true, served + 1
        end
      end
    else
      redis.call('ZREM', queue, head)
      waiting = waiting - 1
      if head == me then
        return false, any
      end
      local holder
      -- include: hand.lua
      if holder then
        return holder, true
      end
    end
  end
  return used > 0 and sharer(), any
end

-- Tells the processes of those who share the lock, or of those only who may keep it, that `request` wants
-- what does not fit beside them: they let nobody in any more who does not ask here, and give back what they
-- keep unused.  Returns whether any may keep it.
local function tell_sharers(request, inbox, keepers_only)
  local before = string.sub(inbox, 1, -1 - #string.match(request, '^[^.]*'))
  local kept = false
  local values = redis.call('ZRANGE', key, EARLIEST, '+inf', 'BYSCORE', 'LIMIT', '0', '1000')
  for _, value in ipairs(values) do
    local client, number, mark = string.match(value, '/(%w+)%.(%d+)%*%d+(~?)$')
    if client and (mark == '~' or not keepers_only) then
      redis.call(publish, before .. client, 'WANTED ' .. client .. '.' .. number)
      kept = kept or mark == '~'
    end
  end
  return kept
end

-- Who is first in the queue and wants what does not fit holds up those behind, so it must be heard of.
-- Returns whether it was not, and was taken out.
local function drop_silent(me)
  local head = used > 0 and waiting > 0 and redis.call('ZRANGE', queue, '0', '0')[1]
  if not head then
    return false
  end
  local inbox, request = waiter(head)
  local mark, millis = '?' .. request, string.sub(now, 1, 13)
  local heard = redis.call('ZMSCORE', key, mark)[1]
  if head == me or not heard then
    local before = not heard and redis.call('ZRANGE', key, '-inf', '(0', 'BYSCORE')
    if before and before[1] then
      redis.call('ZREM', key, unpack(before))
    end
    redis.call('ZADD', key, '-' .. millis, mark)
  end
  if head == me then
    tell_sharers(request, inbox)
    return false
  end
  if listeners(publish, inbox) > 0 and (not heard or millis + heard < SILENT) then
    return false
  end
  redis.call('ZREM', queue, head)
  redis.call('ZREM', key, mark)
  waiting = waiting - 1
  return true
end
