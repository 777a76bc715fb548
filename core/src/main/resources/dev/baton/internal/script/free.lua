-- FREE deletes the lock if it has our value: RELEASE for when the keys beside the lock cannot be
-- reached together with it, as while their slot moves to another node of a cluster.  It touches one
-- key only; whoever waits finds the lock free when it asks again.
--
-- KEYS[1] lock  – the lock itself
-- ARGV[1] value – the lock's value while it is ours
--
-- Reply RELEASED           – it is free
-- Reply DELETED            – it was gone
-- Reply OVERWRITTEN holder – it was somebody else's, and still is
--
-- include: owner.lua
local lock = KEYS[1]

local holder, foreign_type = holder_of(lock)
if holder ~= ARGV[1] then
  if not holder and not foreign_type then
    return 'DELETED'
  end
  return 'OVERWRITTEN ' .. (holder and shown(holder) or foreign_type)
end
redis.call('DEL', lock)
return 'RELEASED'
