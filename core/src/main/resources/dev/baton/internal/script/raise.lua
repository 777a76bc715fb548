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
-- include: fence.lua
-- include: owner.lua
local lock, fence_key, given = KEYS[1], KEYS[2], ARGV[2]

local holder, foreign_type = holder_of(lock)
if holder ~= ARGV[1] then
  if not holder and not foreign_type then
    return 'DELETED'
  end
  return 'OVERWRITTEN ' .. (holder and shown(holder) or foreign_type)
end
local record = redis.call('GET', fence_key)
local fence, request, keeper = last_grant(record)
local last = last_fence(record)
if tonumber(last) < tonumber(given) then
  last = given
end
local lasts = tonumber(record and string.sub(record, 35, 44) or '') or 0
if request and lasts >= server_time() / 1000000 + ARGV[3] / 1000 then
  redis.call('SETRANGE', fence_key, 17, last)
else
  local rest = ' ' .. (request or '-') .. ' ' .. keeper .. ';'
  write_anew(fence_key, (request and fence or last) .. ' ' .. last, rest, ARGV[3])
end
return 'RAISED'
