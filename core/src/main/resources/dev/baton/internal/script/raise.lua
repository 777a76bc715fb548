-- RAISE has it remembered that a fence was given out, if the lock has our value, so that all later ones
-- are larger.  A quorum does so with the largest fence of its members; the grant's own stays as it is.
--
-- KEYS[1] lock      – the lock itself
-- KEYS[2] fence     – the last grant
-- ARGV[1] value     – the lock's value while it is ours
-- ARGV[2] given     – the fence that was given out
-- ARGV[3] retention – ms for which it is remembered
--
-- Reply RAISED             – it is ours, and later fences are larger
-- Reply DELETED            – it is gone, and nothing was done
-- Reply OVERWRITTEN holder – it is somebody else's, and nothing was done
--
local fence_key, given, retention = KEYS[2], ARGV[2], ARGV[3]
local now, lasts
-- include: clock.lua
-- include: record.lua
-- include: remember.lua
-- include: owner.lua
-- include: ours.lua
local lost = not_ours(KEYS[1], ARGV[1])
if lost then
  return lost
end
local record, last = redis.call('GET', fence_key), nil
last, lasts = fences_in(record)
local request, keeper = grantee_in(record)
if tonumber(last) < tonumber(given) then
  last = given
end
now = server_time()
remember(request and grant_in(record) or last, last, request or '-', keeper)
return 'RAISED'
