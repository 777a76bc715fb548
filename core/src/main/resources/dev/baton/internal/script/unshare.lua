-- UNSHARE gives a share of the lock back, and the lock to those who are next.  It can be asked for on
-- behalf of the holder, who is told then.  With the lock's key only, as while the others cannot be
-- reached together with it, whoever waits finds the room when it asks again.
--
-- KEYS[1] lock      – the lock itself
-- KEYS[2] queue     – sorted set of waiters by ticket; or nothing
-- KEYS[3] fence     – the last grant; with the queue
-- KEYS[4] primary   – for locks with a quarantine only: who was the primary of this slot
-- ARGV[1] value     – that of the share
-- ARGV[2] retention – ms for which the last grant is remembered
-- ARGV[3] publish   – SPUBLISH, or PUBLISH where the server has no shard channels
-- ARGV[4] inboxes   – what the names of the lock's inboxes begin with, if the holder is to be told; else ''
-- ARGV[5] lease     – ms, with KEYS[4] only
--
-- Reply RELEASED           – it is given back, and was given to nobody
-- Reply HANDED             – it is given back, and somebody who waited was granted the lock
-- Reply DELETED            – it was gone
-- Reply OVERWRITTEN holder – the lock is somebody else's, unshared
--
local key, queue, fence_key, value = KEYS[1], KEYS[2], KEYS[3], ARGV[1]
local retention, publish = ARGV[2], ARGV[3]
local now, last, lasts, waiting, mine = '0', '0', '0', 0, nil
local used, shared_fence, permit = 0, '0', '0'

-- The usual case comes first, before what it has no need of.
local scores = redis.pcall('ZMSCORE', key, '#', value)
if scores.err and not string.find(scores.err, 'WRONGTYPE', 1, true) then
  return scores
end
local waited = queue and redis.call('EXISTS', queue) == 1
if scores[1] and scores[2] and not waited and ARGV[4] == '' then
  local left = scores[1] - string.match(value, '%*(%d+)~?$')
  if left > 0 then
    redis.call('ZREM', key, value)
    redis.call('ZADD', key, left .. '', '#')
  else
    redis.call('DEL', key)
  end
  return 'RELEASED'
end

-- include: clock.lua
-- include: fence.lua
-- include: record.lua
-- include: remember.lua
-- include: owner.lua
-- include: ours.lua
-- include: member.lua
-- include: listeners.lua
-- include: quarantine.lua
-- include: share.lua
if not scores[1] then
  return not_ours(key, '') -- no value is empty
end
now = server_time()
local _
if waited then
  last, lasts = fences_in(redis.call('GET', fence_key))
  waiting = redis.call('ZCARD', queue)
end
read_sharing()
local ours = used > 0 and unshare(value)
local told = string.match(value, '/(%w+%.%d+)%*%d+~?$')
if ours and ARGV[4] ~= '' and told then
  redis.pcall(publish, ARGV[4] .. string.match(told, '^[^.]*'), 'REVOKED ' .. told)
end
local any = false
if waiting > 0 and quarantine(KEYS[4], ARGV[5], now) == 0 then
  _, any = serve()
end
if not ours then
  return 'DELETED'
end
if any then
  return 'HANDED'
end
return 'RELEASED'
