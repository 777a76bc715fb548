-- PROCLAIM writes down who leads, if the lock has our value, and tells those who look on if it was not
-- written down before.
--
-- KEYS[1] lock      – the lock itself
-- KEYS[2] leader    – who leads; the channel of those who look on has this name too
-- ARGV[1] value     – the lock's value while it is ours
-- ARGV[2] term      – the fence of the grant
-- ARGV[3] candidate – what the leader says of itself
-- ARGV[4] retention – ms for which it is remembered
-- ARGV[5] publish   – SPUBLISH, or PUBLISH where the server has no shard channels
--
-- Reply PROCLAIMED         – it is written down
-- Reply DELETED            – the lock is gone, and nothing was done
-- Reply OVERWRITTEN holder – it is somebody else's, and nothing was done
--
local lock, leader, value, term = KEYS[1], KEYS[2], ARGV[1], ARGV[2]
-- include: clock.lua
-- include: owner.lua
-- include: ours.lua
-- include: led.lua
local lost = not_ours(lock, value)
if lost then
  return lost
end
local known, since = led(redis.pcall('GET', leader), value)
if known ~= term then
  since = server_time()
end
local record = string.format('%s %s %d ', term, since, #value) .. value .. ' ' .. ARGV[3]
redis.call('SET', leader, record, 'PX', ARGV[4])
if known ~= term then
  redis.pcall(ARGV[5], leader, 'LEADER ' .. lock) -- a hint: who is not told asks in time
end
return 'PROCLAIMED'
