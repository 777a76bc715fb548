-- RELEASE frees the lock if it has our value, and hands it straight to the next waiter.  It can be
-- asked for on behalf of the holder, who is told then.
--
-- KEYS[1] lock      – the lock itself
-- KEYS[2] queue     – sorted set of waiters by ticket
-- KEYS[3] fence     – the last grant
-- KEYS[4] primary   – for locks with a quarantine only: who was the primary of this slot
-- ARGV[1] value     – the lock's value while it is ours
-- ARGV[2] publish   – SPUBLISH, or PUBLISH where the server has no shard channels
-- ARGV[3] retention – ms for which the last grant is remembered
-- ARGV[4] used      – the last fence that our process gave out; '0' if the record tells it
-- ARGV[5] lifetime  – of the record: KEEP it, or RENEW it to the retention
-- ARGV[6] inboxes   – what the names of the lock's inboxes begin with, if the holder is to be told; else ''
-- ARGV[7] lease     – ms, with KEYS[4] only
-- ARGV[8] least     – only for a lock that its holder had and that is to be held for a time at least: so
--                     many ms
--
-- Reply RELEASED           – it is free; in a quarantine also if somebody waits
-- Reply LEFT               – it is nobody's, and stays taken until it was held for long enough
-- Reply HANDED             – it is the next waiter's
-- Reply DELETED            – it was gone
-- Reply OVERWRITTEN holder – it was somebody else's, and still is
--
local lock, queue, fence_key, used = KEYS[1], KEYS[2], KEYS[3], ARGV[4]

-- The usual case comes first, before what it has no need of.
local holder = redis.pcall('GET', lock)
if holder == ARGV[1] and ARGV[5] == 'KEEP' and not ARGV[8] and redis.call('EXISTS', queue) == 0 then
  redis.call('DEL', lock)
  return 'RELEASED'
end

-- include: fence.lua
-- include: owner.lua
-- include: grant.lua
-- include: quarantine.lua
-- include: least.lua
if holder ~= ARGV[1] then
  if holder and ARGV[8] and holder == done_value(ARGV[1]) then
    return 'LEFT' -- asked for again
  end
  local _, foreign_type = holder_of(lock)
  if not holder then
    return 'DELETED'
  end
  return 'OVERWRITTEN ' .. (foreign_type or shown(holder))
end
local rest = ARGV[8] and rest_of(ARGV[1], ARGV[8]) or 0
if rest > 0 then
  leave(lock, ARGV[1], rest)
  return 'LEFT'
end
-- The lock is released, whether or not the holder can be told.
local function tell(record)
  local _, last_request = last_grant(record)
  local request = string.match(ARGV[1], '/(%w+%.%d+)#%d+$') or last_request
  if ARGV[6] ~= '' and request then
    redis.pcall(ARGV[2], ARGV[6] .. string.match(request, '^[^.]*'), 'REVOKED ' .. request)
  end
end

local record = redis.call('GET', fence_key)
local last = used
if used == '0' then
  last = last_fence(record)
end
if quarantine(KEYS[4], ARGV[7]) == 0
    and grant_next(
      lock, queue, fence_key, record, last, false, ARGV[2], ARGV[3], redis.call('ZCARD', queue)) then
  tell(record)
  return 'HANDED'
end
redis.call('DEL', lock)
if ARGV[5] == 'RENEW' and last ~= '0' then
  -- Without the fences that were set aside and not given out: they shall not run ahead of the clock.
  remember(fence_key, false, last, '1', '-', '', ARGV[3])
end
tell(record)
return 'RELEASED'
