-- PROLONG gives a share of the lock a new lease, unless its own is over.  It touches one key only.
--
-- KEYS[1] lock  – the lock itself
-- ARGV[1] value – that of the share
-- ARGV[2] lease – ms from now
-- ARGV[3] least – only for who is not the holder: any word; a lease that lasts longer stays, since its
--                 holder relies on it
--
-- Reply RENEWED            – it is ours for that long, or longer
-- Reply DELETED            – it is gone, or over
-- Reply OVERWRITTEN holder – the lock is somebody else's, unshared
--
-- include: clock.lua
-- include: owner.lua
-- include: ours.lua
local key, value, lease = KEYS[1], ARGV[1], ARGV[2]

local scores = redis.pcall('ZMSCORE', key, value)
if scores.err then
  return string.find(scores.err, 'WRONGTYPE', 1, true) and not_ours(key, '') or scores -- no value is empty
end
local ends = scores[1]
local millis = math.floor(server_time() / 1000)
if not ends or tonumber(ends) <= millis then
  return 'DELETED'
end
if ARGV[3] and tonumber(ends) >= millis + lease then
  return 'RENEWED'
end
-- Also if that changes nothing: whoever waits for replicas has to have written something.
redis.call('PEXPIRE', key, math.max(redis.call('PTTL', key), tonumber(lease)))
redis.call('ZADD', key, string.format('%.0f', millis + lease), value)
return 'RENEWED'
