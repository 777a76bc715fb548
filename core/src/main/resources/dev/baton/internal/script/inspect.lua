-- INSPECT tells who holds the lock and who waits; it changes nothing.
--
-- KEYS[1] lock  – the lock itself
-- KEYS[2] queue – sorted set of waiters by ticket
-- KEYS[3] fence – the last grant
-- ARGV[1] most  – how many waiters to tell of
--
-- Reply FREE fence time waiting members             – nobody holds it; the fence of the last grant, 0 if
--                                                     forgotten; the server's time in µs; so many wait; the
--                                                     first of them, each followed by its ticket
-- Reply HELD holder pttl fence time waiting members – ms left, -1 for ever
-- Reply FOREIGN type                                – the key holds data of that type
--
-- include: fence.lua
-- include: owner.lua
local lock, queue, fence_key = KEYS[1], KEYS[2], KEYS[3]

local holder, foreign_type = holder_of(lock)
if foreign_type then
  return {'FOREIGN', foreign_type}
end
local fence = tonumber((last_grant(redis.call('GET', fence_key))))
local waiting = redis.call('ZCARD', queue)
local members = redis.call('ZRANGE', queue, 0, ARGV[1] - 1, 'WITHSCORES')
if not holder then
  return {'FREE', fence, server_time(), waiting, members}
end
return {'HELD', shown(holder), redis.call('PTTL', lock), fence, server_time(), waiting, members}
