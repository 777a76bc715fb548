-- ACQUIRE takes the lock if it is free and nobody waits before us; otherwise it joins the queue, or
-- not.  May be sent again: a request that holds the lock is granted it again, with the same fence
-- and a fresh lease; one that waits keeps its place.  A process that keeps the lock unused is told
-- that we want it.
--
-- KEYS[1] lock      – the lock itself
-- KEYS[2] queue     – sorted set of waiters by ticket
-- KEYS[3] fence     – the last grant
-- ARGV[1] request   – names this acquisition
-- ARGV[2] kind      – '#': the value is the token and its fence; '~': so too, and our process may
--                     keep the lock when it needs it no more; '=': the bare token
-- ARGV[3] token     – who we are
-- ARGV[4] lease     – ms, '0' for ever
-- ARGV[5] mode      – TRY or WAIT
-- ARGV[6] publish   – SPUBLISH, or PUBLISH where the server has no shard channels
-- ARGV[7] retention – ms for which the last grant is remembered
-- ARGV[8] inbox     – the channel on which we hear of a grant
-- ARGV[9] claim     – ms for which a grant that is pushed lasts, until it is renewed
-- ARGV[10] span     – how many fences to set aside, the first included
--
-- Reply GRANTED fence time waiting   – the lock is ours; the server's time in µs; so many wait
-- Reply HELD pttl holder             – TRY: somebody else has it; ms left, -1 for ever
-- Reply KEPT pttl holder             – TRY: a process has it that was told to let go, if it can
-- Reply QUEUED rank pttl time holder – WAIT: so many are before us
-- Reply FOREIGN type                 – the key holds data of that type
--
-- include: fence.lua
local lock, queue, fence_key = KEYS[1], KEYS[2], KEYS[3]
local request, kind, token, lease, publish = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[6]
local now = server_time()
local record = redis.call('GET', fence_key)
local last = last_fence(record)

-- The usual case comes first, before what it has no need of.
local waiting = redis.call('EXISTS', queue)
if waiting == 0 then
  local fence = next_fence(last, now)
  local value = owned_value(kind, token, fence)
  local taken
  if lease == '0' then
    taken = redis.call('SET', lock, value, 'NX')
  else
    taken = redis.call('SET', lock, value, 'NX', 'PX', lease)
  end
  if taken then
    local keeper = kind == '~' and ARGV[8] or ''
    remember(fence_key, record, fence, ARGV[10], request, keeper, ARGV[7])
    return string.format('GRANTED %s %.0f %d', fence, now, waiting)
  end
end

-- include: owner.lua
-- include: grant.lua
-- include: join.lua
local holder, foreign_type = holder_of(lock)
if foreign_type then
  return 'FOREIGN ' .. foreign_type
end
local granted, last_request, keeper = last_grant(record)
if not holder then
  holder = grant_next(lock, queue, fence_key, record, last, member(), publish, ARGV[7])
  if not holder then
    return take(lock, queue, fence_key, record, last, now)
  end
elseif last_request == request and holder == owned_value(kind, token, granted) then
  if lease == '0' then
    redis.call('PERSIST', lock)
  else
    redis.call('PEXPIRE', lock, lease)
  end
  redis.call('ZREM', queue, member())
  return string.format('GRANTED %s %.0f %d', granted, now, redis.call('ZCARD', queue))
elseif keeper ~= '' then
  redis.call(publish, keeper, 'WANTED ' .. last_request)
end

if ARGV[5] == 'TRY' then
  local pttl = redis.call('PTTL', lock)
  if keeper ~= '' then
    return 'KEPT ' .. pttl .. ' ' .. shown(holder)
  end
  return 'HELD ' .. pttl .. ' ' .. shown(holder)
end
return wait(lock, queue, holder, now)
