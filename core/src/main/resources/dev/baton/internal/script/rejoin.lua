-- REJOIN hands the lock to the next waiter if it has our value, and joins its queue at the end, for
-- another thread of our process: RELEASE and ACQUIRE in one.  If nobody waits it is granted to that
-- thread.
--
-- KEYS[1] lock      – the lock itself
-- KEYS[2] queue     – sorted set of waiters by ticket
-- KEYS[3] fence     – the last grant
-- KEYS[4] primary   – for locks with a quarantine only: who was the primary of this slot
-- ARGV[1] request   – names the new acquisition
-- ARGV[2] kind      – as in ACQUIRE
-- ARGV[3] token     – who we are
-- ARGV[4] span      – how many fences to set aside, the first included
-- ARGV[5] value     – the lock's value while it is ours
-- ARGV[6] used      – the last fence that our process gave out
-- ARGV[7] lease     – ms, '0' for ever
-- ARGV[8] retention – ms for which the last grant is remembered
-- ARGV[9] wait      – as in ACQUIRE; the mode does not matter
--
-- Reply GRANTED fence time waiting   – nobody waited: it is ours again
-- Reply QUEUED rank pttl time holder – it is the next one's; so many are before us
-- Reply DELAYED rank left time       – it is free, and granted to nobody for so many ms after a
--                                      change of the primary; so many are before us
-- Reply DELETED                      – it was gone, and nothing was done
-- Reply OVERWRITTEN holder           – it was somebody else's, and nothing was done
--
local key, queue, fence_key = KEYS[1], KEYS[2], KEYS[3]
local request, kind, token, span = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local last, lease, retention = ARGV[6], ARGV[7], ARGV[8]
-- include: owner.lua
-- include: ours.lua
local lost = not_ours(key, ARGV[5])
if lost then
  return lost
end

local how_to_wait = ARGV[9]
-- include: asker.lua
-- include: clock.lua
-- include: record.lua
local _, lasts = fences_in(redis.call('GET', fence_key))
local now, waiting = server_time(), redis.call('ZCARD', queue)
-- include: remember.lua
-- include: join.lua
if KEYS[4] then
  -- include: quarantine.lua
  local left = quarantine(KEYS[4], lease, now)
  if left > 0 then
    redis.call('DEL', key)
    remember(last, last, '-', '')
    return string.format('DELAYED %d %.0f %s', place(), left, now)
  end
end
if waiting > 0 then
  -- We come before the others go: a queue that they leave empty could not be joined while its slot
  -- moves to another node.
  place()
end
local holder = false
-- include: fence.lua
-- include: member.lua
-- include: listeners.lua
-- include: next.lua
if holder then
  return string.format('QUEUED %d %d %s ', place(), redis.call('PTTL', key), now) .. shown(holder)
end
-- include: grant.lua
return 'GRANTED ' .. fence .. ' ' .. now .. ' ' .. waiting
