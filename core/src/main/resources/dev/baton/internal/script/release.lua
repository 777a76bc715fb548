-- RELEASE frees the lock if it has our value, and hands it straight to the next waiter.
--
-- KEYS[1] lock      – the lock itself
-- KEYS[2] queue     – sorted set of waiters by ticket
-- KEYS[3] fence     – the last grant
-- ARGV[1] value     – the lock's value while it is ours
-- ARGV[2] publish   – SPUBLISH, or PUBLISH where the server has no shard channels
-- ARGV[3] retention – ms for which the last grant is remembered
--
-- Reply RELEASED           – it is free
-- Reply HANDED             – it is the next waiter's
-- Reply DELETED            – it was gone
-- Reply OVERWRITTEN holder – it was somebody else's, and still is
--
-- include: owner.lua
-- include: grant.lua
local lock, queue, fence_key = KEYS[1], KEYS[2], KEYS[3]

local holder, foreign_type = holder_of(lock)
if holder ~= ARGV[1] then
  if not holder and not foreign_type then
    return {'DELETED'}
  end
  return {'OVERWRITTEN', holder and shown(holder) or foreign_type}
end

if grant_next(lock, queue, fence_key, false, ARGV[2], ARGV[3]) then
  return {'HANDED'}
end
redis.call('DEL', lock)
redis.call('PEXPIRE', fence_key, ARGV[3])
return {'RELEASED'}
