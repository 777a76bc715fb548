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
-- include: fence.lua
-- include: owner.lua
-- include: least.lua
local lock = KEYS[1]

local holder, foreign_type = holder_of(lock)
if holder ~= ARGV[1] then
  if holder and ARGV[2] and holder == done_value(ARGV[1]) then
    return 'LEFT' -- asked for again
  end
  if not holder and not foreign_type then
    return 'DELETED'
  end
  return 'OVERWRITTEN ' .. (holder and shown(holder) or foreign_type)
end
local rest = ARGV[2] and rest_of(ARGV[1], ARGV[2]) or 0
if rest > 0 then
  leave(lock, ARGV[1], rest)
  return 'LEFT'
end
redis.call('DEL', lock)
return 'RELEASED'
