-- FREE deletes the lock if it has our value: RELEASE for when the keys beside the lock cannot be
-- reached together with it, as while their slot moves to another node of a cluster.  It touches one
-- key only; whoever waits finds the lock free when it asks again.
--
-- KEYS[1] lock  – the lock itself
-- ARGV[1] value – the lock's value while it is ours
-- ARGV[2] least – only for a lock that is to be held for a time at least: so many ms
--
-- Reply RELEASED           – it is free
-- Reply LEFT               – it is nobody's, and stays taken until it was held for long enough
-- Reply DELETED            – it was gone
-- Reply OVERWRITTEN holder – it was somebody else's, and still is
--
-- include: owner.lua
-- include: ours.lua
local lock, value, least = KEYS[1], ARGV[1], ARGV[2]

if least then
  -- include: clock.lua
  -- include: least.lua
  if leave(lock, value, least) then
    return 'LEFT'
  end
end
local lost = not_ours(lock, value)
if lost then
  return lost
end
redis.call('DEL', lock)
return 'RELEASED'
