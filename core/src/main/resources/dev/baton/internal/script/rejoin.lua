-- REJOIN hands the lock to the next waiter if it has our value, and joins its queue at the end, for
-- another thread of our process: RELEASE and ACQUIRE in one.  If nobody waits it is granted to that
-- thread.
--
-- KEYS[1] lock      – the lock itself
-- KEYS[2] queue     – sorted set of waiters by ticket
-- KEYS[3] fence     – the last grant
-- KEYS[4] primary   – for locks with a quarantine only: who was the primary of this slot
-- ARGV[1] request   – names the new acquisition
-- ARGV[2] kind      – as in ACQUIRE
-- ARGV[3] token     – who we are
-- ARGV[4] lease     – ms, '0' for ever
-- ARGV[5] value     – the lock's value while it is ours
-- ARGV[6] publish   – SPUBLISH, or PUBLISH where the server has no shard channels
-- ARGV[7] retention – ms for which the last grant is remembered
-- ARGV[8] inbox     – the channel on which we hear of a grant
-- ARGV[9] claim     – ms for which a grant that is pushed lasts, until it is renewed
-- ARGV[10] span     – how many fences to set aside, the first included
-- ARGV[11] used     – the last fence that our process gave out
--
-- Reply GRANTED fence time waiting   – nobody waited: it is ours again
-- Reply QUEUED rank pttl time holder – it is the next one's; so many are before us
-- Reply DELAYED rank left time       – it is free, and granted to nobody for so many ms after a
--                                      change of the primary; so many are before us
-- Reply DELETED                      – it was gone, and nothing was done
-- Reply OVERWRITTEN holder           – it was somebody else's, and nothing was done
--
-- include: fence.lua
-- include: owner.lua
-- include: grant.lua
-- include: join.lua
-- include: quarantine.lua
local lock, queue, fence_key = KEYS[1], KEYS[2], KEYS[3]

local holder, foreign_type = holder_of(lock)
if holder ~= ARGV[5] then
  if not holder and not foreign_type then
    return 'DELETED'
  end
  return 'OVERWRITTEN ' .. (holder and shown(holder) or foreign_type)
end

local now = server_time()
local record, last = redis.call('GET', fence_key), ARGV[11]
local me = member(ARGV[8], ARGV[1], ARGV[9], ARGV[10], ARGV[2], ARGV[3])
local left = quarantine(KEYS[4], ARGV[4])
if left > 0 then
  redis.call('DEL', lock)
  remember(fence_key, record, last, '1', '-', '', ARGV[7])
  return delay(queue, now, me, left)
end
local waiting = redis.call('ZCARD', queue)
if waiting > 0 then
  -- We come before the others go: a queue that they leave empty could not be joined while its slot
  -- moves to another node.
  place(queue, now, me)
  waiting = redis.call('ZCARD', queue)
end
local next_holder
next_holder, waiting = grant_next(
  lock, queue, fence_key, record, last, me, ARGV[6], ARGV[7], waiting)
if next_holder then
  return wait(lock, queue, next_holder, now, me)
end
return take(lock, fence_key, record, last, now, ARGV[8], ARGV[7], ARGV[10], waiting)
