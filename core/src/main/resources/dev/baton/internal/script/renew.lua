-- RENEW gives the lock a new lease if it has our value.  It touches one key only, and never makes a
-- key that is gone.
--
-- KEYS[1] lock  – the lock itself
-- ARGV[1] value – the lock's value while it is ours
-- ARGV[2] lease – ms from now, '0' for ever
-- ARGV[3] least – only for who is not the holder: any word; a lease that lasts longer stays, since its
--                 holder relies on it
--
-- Reply RENEWED            – it is ours for that long, or longer
-- Reply DELETED            – it is gone
-- Reply OVERWRITTEN holder – it is somebody else's
--
local lock, value, lease = KEYS[1], ARGV[1], ARGV[2]

if redis.pcall('GET', lock) ~= value then
  -- include: owner.lua
  -- include: ours.lua
  return not_ours(lock, value)
end
if ARGV[3] then
  local pttl = redis.call('PTTL', lock)
  if pttl < 0 or pttl >= tonumber(lease) then
    return 'RENEWED'
  end
end
-- include: lease.lua
prolong(lock, lease)
return 'RENEWED'
