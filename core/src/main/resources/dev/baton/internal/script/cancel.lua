-- CANCEL undoes an acquisition, whatever became of it: it leaves the queue, and gives the lock back
-- if it was granted.
--
-- KEYS[1] lock      – the lock itself
-- KEYS[2] queue     – sorted set of waiters by ticket
-- KEYS[3] fence     – the last grant
-- KEYS[4] primary   – for locks with a quarantine only: who was the primary of this slot
-- ARGV[1] request   – names the acquisition
-- ARGV[2] kind      – as in ACQUIRE
-- ARGV[3] token     – who we are
-- ARGV[4] span      – how many fences were to be set aside
-- ARGV[5] lease     – ms, '0' for ever
-- ARGV[6] retention – ms for which the last grant is remembered
-- ARGV[7] wait      – as in ACQUIRE; the mode does not matter
--
-- Reply CANCELLED  – nothing is ours, and nothing was
-- Reply GIVEN_BACK – the lock was ours
--
local key, queue, fence_key = KEYS[1], KEYS[2], KEYS[3]
local request, kind, token, span, retention = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[6]
local how_to_wait = ARGV[7]
-- include: asker.lua
-- include: clock.lua
-- include: fence.lua
-- include: record.lua
-- include: owner.lua
-- include: member.lua
-- include: listeners.lua
-- include: quarantine.lua
local now
local waiting = redis.call('ZCARD', queue)
local left = redis.call('ZREM', queue, me)
waiting = waiting - left

local record = redis.call('GET', fence_key)
local last, lasts = fences_in(record)
-- include: remember.lua
local weight = string.match(kind, '^(%d+)/')
local _, other_type
if left == 1 and waiting > 0 then
  _, other_type = holder_of(key)
end
if weight or other_type == 'zset' then
  -- Whoever was first may have held up those behind.
  local mine
  local used, shared_fence, permit = 0, '0', '0'
  -- include: share.lua
  now = server_time()
  local other = read_sharing()
  local ours = used > 0 and weight and unshare(token .. '*' .. weight .. string.match(kind, '~?$'))
  if (not other or other == 'none') and quarantine(KEYS[4], ARGV[5], now) == 0 then
    serve()
  end
  return ours and 'GIVEN_BACK' or 'CANCELLED'
end
local granted = grant_in(record)
if grantee_in(record) ~= request or holder_of(key) ~= owned_value(kind, token, granted) then
  return 'CANCELLED'
end
-- Of the fences that were set aside, none was given out; one that was raised may have been.
now, last = server_time(), span == '1' and last or granted
local holder = false
if quarantine(KEYS[4], ARGV[5], now) == 0 then
  -- include: next.lua
end
if not holder then
  redis.call('DEL', key)
  if span ~= '1' then
    remember(granted, granted, '-', '')
  end
end
return 'GIVEN_BACK'
