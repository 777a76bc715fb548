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
-- include: owner.lua
local lock = KEYS[1]

local holder, foreign_type = holder_of(lock)
if holder ~= ARGV[1] then
  if not holder and not foreign_type then
    return 'DELETED'
  end
  return 'OVERWRITTEN ' .. (holder and shown(holder) or foreign_type)
end
if ARGV[3] then
  local pttl = redis.call('PTTL', lock)
  if pttl < 0 or pttl >= tonumber(ARGV[2]) then
    return 'RENEWED'
  end
end
if ARGV[2] == '0' then
  redis.call('PERSIST', lock)
else
  redis.call('PEXPIRE', lock, ARGV[2])
end
return 'RENEWED'
