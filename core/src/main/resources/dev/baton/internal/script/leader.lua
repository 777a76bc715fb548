-- LEADER tells who leads; it changes nothing.
--
-- KEYS[1] lock   – the lock itself
-- KEYS[2] leader – who leads, as the leader wrote it down
--
-- Reply NOBODY                              – nobody holds the lock
-- Reply HELD pttl                           – somebody does who has not said that it leads; ms left, -1 for
--                                             ever
-- Reply LED pttl term since value candidate – ms left; the fence of the grant; for so many ms it has led;
--                                             the lock's value; what the leader says of itself
--
local lock = KEYS[1]
-- include: clock.lua
-- include: owner.lua
-- include: led.lua
local holder = holder_of(lock)
if not holder then
  return {'NOBODY'}
end
local pttl = redis.call('PTTL', lock)
local term, since, candidate = led(redis.pcall('GET', KEYS[2]), holder)
if not term then
  return {'HELD', pttl}
end
return {'LED', pttl, tonumber(term), math.floor((server_time() - since) / 1000), holder, candidate}
