-- DOWNGRADE gives the lock back if it has our value, and takes a share of it in the same step, so that
-- nobody has it alone in between.  Others who wait to share it come along if they are next.  The same
-- request may be sent again.
--
-- KEYS[1] lock      – the lock itself
-- KEYS[2] queue     – sorted set of waiters by ticket
-- KEYS[3] fence     – the last grant
-- KEYS[4] primary   – for locks with a quarantine only: who was the primary of this slot
-- ARGV[1] request   – names the new acquisition
-- ARGV[2] kind      – as in SHARE, without a limit
-- ARGV[3] token     – who we are
-- ARGV[4] span      – how many fences to set aside: 1
-- ARGV[5] value     – the lock's value while it is ours
-- ARGV[6] used      – the last fence that our process gave out
-- ARGV[7] lease     – ms, never '0'
-- ARGV[8] retention – ms for which the last grant is remembered
-- ARGV[9] wait      – as in ACQUIRE; the mode does not matter
--
-- Reply GRANTED fence time waiting – the share is ours; the server's time in µs; so many wait
-- Reply DELETED                    – it was gone, and nothing was done
-- Reply OVERWRITTEN holder         – it was somebody else's, and nothing was done
--
local key, queue, fence_key = KEYS[1], KEYS[2], KEYS[3]
local request, kind, token, span = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local last, lease, retention = ARGV[6], ARGV[7], ARGV[8]
local lasts, mine, _
local how_to_wait = ARGV[9]
local used, shared_fence, permit = 0, '0', '0'
-- include: asker.lua
-- include: clock.lua
local now, waiting = server_time(), redis.call('ZCARD', queue)
-- include: fence.lua
-- include: record.lua
-- include: remember.lua
-- include: owner.lua
-- include: ours.lua
-- include: member.lua
-- include: listeners.lua
-- include: quarantine.lua
-- include: share.lua
local weight, _, mark = share_of(kind)
local value = token .. '*' .. weight .. mark
local lost = not_ours(key, ARGV[5])
if lost then
  if read_sharing() or used == 0 or not redis.call('ZMSCORE', key, value)[1] then
    return lost
  end
  lease_share(value, lease) -- it is sent again
else
  _, lasts = fences_in(redis.call('GET', fence_key))
  redis.call('DEL', key)
  mine = share(value, weight, 0, lease)
  if quarantine(KEYS[4], lease, now) == 0 then
    serve()
  end
end
return 'GRANTED ' .. shared_fence .. ' ' .. now .. ' ' .. waiting
