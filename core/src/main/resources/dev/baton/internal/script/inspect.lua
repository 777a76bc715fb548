-- INSPECT tells who holds the lock and who waits; it changes nothing.
--
-- KEYS[1] lock  – the lock itself
-- KEYS[2] queue – sorted set of waiters by ticket
-- KEYS[3] fence – the last grant
-- ARGV[1] most  – how many waiters to tell of
--
-- Reply FREE fence waiters             – nobody holds it; the fence of the last grant, 0 if forgotten
-- Reply HELD holder pttl fence waiters – ms left, -1 for ever
-- Reply FOREIGN type                   – the key holds data of that type
--
-- include: fence.lua
-- include: owner.lua
local lock, queue, fence_key = KEYS[1], KEYS[2], KEYS[3]

local holder, foreign_type = holder_of(lock)
if foreign_type then
  return {'FOREIGN', foreign_type}
end
local fence = tonumber((last_grant(redis.call('GET', fence_key))))
local waiters = redis.call('ZRANGE', queue, 0, ARGV[1] - 1)
if not holder then
  return {'FREE', fence, waiters}
end
return {'HELD', shown(holder), redis.call('PTTL', lock), fence, waiters}
