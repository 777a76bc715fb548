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
-- ARGV[4] publish   – SPUBLISH, or PUBLISH where the server has no shard channels
-- ARGV[5] retention – ms for which the last grant is remembered
-- ARGV[6] inbox     – the channel on which we would have heard of a grant
-- ARGV[7] claim     – ms for which a grant that is pushed lasts
-- ARGV[8] span      – how many fences were to be set aside
-- ARGV[9] lease     – ms, with KEYS[4] only
--
-- Reply CANCELLED  – nothing is ours, and nothing was
-- Reply GIVEN_BACK – the lock was ours
--
-- include: fence.lua
-- include: owner.lua
-- include: grant.lua
-- include: quarantine.lua
local lock, queue, fence_key = KEYS[1], KEYS[2], KEYS[3]
local request, kind, token = ARGV[1], ARGV[2], ARGV[3]

local me = table.concat({ARGV[6], request, ARGV[7], ARGV[8], kind, token}, ' ')
local waiting = redis.call('ZCARD', queue) - redis.call('ZREM', queue, me)

local holder = holder_of(lock)
local record = redis.call('GET', fence_key)
local fence, last_request = last_grant(record)
if last_request ~= request or holder ~= owned_value(kind, token, fence) then
  return 'CANCELLED'
end
-- Of the fences that were set aside, none was given out; one that was raised may have been.
local last = ARGV[8] == '1' and last_fence(record) or fence
if quarantine(KEYS[4], ARGV[9]) > 0
    or not grant_next(
      lock, queue, fence_key, record, last, false, ARGV[4], ARGV[5], waiting) then
  redis.call('DEL', lock)
  if ARGV[8] ~= '1' then
    remember(fence_key, record, fence, '1', '-', '', ARGV[5])
  end
end
return 'GIVEN_BACK'
