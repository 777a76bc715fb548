-- RELEASE frees the lock if it has our value, and hands it straight to the next waiter.  It can be
-- asked for on behalf of the holder, who is told then.
--
-- KEYS[1] lock      – the lock itself
-- KEYS[2] queue     – sorted set of waiters by ticket
-- KEYS[3] fence     – the last grant
-- KEYS[4] primary   – for locks with a quarantine only: who was the primary of this slot
-- ARGV[1] value     – the lock's value while it is ours
-- ARGV[2] used      – the last fence that our process gave out; '0' if the record tells it
-- ARGV[3] retention – ms for which the last grant is remembered
-- ARGV[4] publish   – SPUBLISH, or PUBLISH where the server has no shard channels
-- ARGV[5] lifetime  – of the record: KEEP it, or RENEW it to the retention; left out with all behind it in the usual
--                     case, which keeps it
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
local key, queue, fence_key = KEYS[1], KEYS[2], KEYS[3]
local value, retention, publish, least = ARGV[1], ARGV[3], ARGV[4], ARGV[8]

-- The usual case comes first, before what it has no need of.
local waiting = redis.pcall('GET', key) == value and redis.call('ZCARD', queue)
if waiting == 0 and ARGV[5] ~= 'RENEW' and not least then
  redis.call('DEL', key)
  return 'RELEASED'
end

-- include: clock.lua
if least or not waiting then
  -- include: owner.lua
  -- include: ours.lua
  if least then
    -- include: least.lua
    if leave(key, value, least) then
      return 'LEFT'
    end
  end
  if not waiting then
    return not_ours(key, value)
  end
end

-- include: record.lua
local record = redis.call('GET', fence_key)
local last, lasts = fences_in(record)
local now = server_time()
-- include: remember.lua
if ARGV[2] ~= '0' then
  last = ARGV[2]
end
local holder = false
if waiting > 0 then
  local left = 0
  if KEYS[4] then
    -- include: quarantine.lua
    left = quarantine(KEYS[4], ARGV[7], now)
  end
  if left == 0 then
    local me
    -- include: fence.lua
    -- include: member.lua
    -- include: listeners.lua
    -- include: next.lua
  end
end
if not holder then
  redis.call('DEL', key)
  if ARGV[5] == 'RENEW' and last ~= '0' then
    -- Without the fences that were set aside and not given out: they shall not run ahead of the clock.
    lasts = '0' -- so with a lifetime that begins now
    remember(last, last, '-', '')
  end
end
-- The lock is released, whether or not the holder can be told.
if ARGV[6] and ARGV[6] ~= '' then
  local told = string.match(value, '/(%w+%.%d+)#%d+$') or grantee_in(record)
  if told then
    redis.pcall(publish, ARGV[6] .. string.match(told, '^[^.]*'), 'REVOKED ' .. told)
  end
end
if holder then
  return 'HANDED'
end
return 'RELEASED'
