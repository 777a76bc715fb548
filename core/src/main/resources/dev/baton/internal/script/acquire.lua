-- ACQUIRE takes the lock if it is free and nobody waits before us; otherwise it joins the queue, or
-- not.  May be sent again: a request that holds the lock is granted it again, with the same fence
-- and a fresh lease; one that waits keeps its place.
--
-- KEYS[1] lock      – the lock itself
-- KEYS[2] queue     – sorted set of waiters by ticket
-- KEYS[3] fence     – the last grant
-- ARGV[1] request   – names this acquisition
-- ARGV[2] kind      – '#': the value is the token and its fence; '=': the bare token
-- ARGV[3] token     – who we are
-- ARGV[4] lease     – ms, '0' for ever
-- ARGV[5] mode      – TRY or WAIT
-- ARGV[6] publish   – SPUBLISH, or PUBLISH where the server has no shard channels
-- ARGV[7] retention – ms for which the last grant is remembered
-- ARGV[8] inbox     – the channel on which we hear of a grant
-- ARGV[9] claim     – ms for which a grant that is pushed lasts, until it is renewed
--
-- Reply GRANTED fence time           – the lock is ours; the server's time in µs
-- Reply HELD pttl holder             – TRY: somebody else has it; ms left, -1 for ever
-- Reply QUEUED rank pttl time holder – WAIT: so many are before us
-- Reply FOREIGN type                 – the key holds data of that type
--
-- include: owner.lua
-- include: grant.lua
local lock, queue, fence_key = KEYS[1], KEYS[2], KEYS[3]
local request, kind, token, lease = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local publish, retention = ARGV[6], ARGV[7]

local holder, foreign_type = holder_of(lock)
if foreign_type then
  return {'FOREIGN', foreign_type}
end

local function member()
  return table.concat({ARGV[8], request, ARGV[9], kind, token}, ' ')
end

local now = server_time()
local last, last_request = last_grant(fence_key)

if not holder then
  holder = grant_next(lock, queue, fence_key, member(), publish, retention)
  if not holder then
    local fence = next_fence(last, now)
    give(lock, fence_key, owned_value(kind, token, fence), lease, fence, request, retention)
    return {'GRANTED', tonumber(fence), now}
  end
elseif last_request == request and holder == owned_value(kind, token, last) then
  if lease == '0' then
    redis.call('PERSIST', lock)
  else
    redis.call('PEXPIRE', lock, lease)
  end
  redis.call('ZREM', queue, member())
  return {'GRANTED', tonumber(last), now}
end

local pttl = redis.call('PTTL', lock)
if ARGV[5] == 'TRY' then
  return {'HELD', pttl, shown(holder)}
end

local me = member()
local rank = redis.call('ZRANK', queue, me)
if not rank then
  -- Tickets rise even if the server's clock is set back.
  local tail = redis.call('ZRANGE', queue, -1, -1, 'WITHSCORES')[2]
  local ticket = math.max(now, tail and tail + 1 or 0)
  redis.call('ZADD', queue, string.format('%.0f', ticket), me)
  rank = redis.call('ZCARD', queue) - 1
end
-- Waiters poll more often than this; a queue that all have left goes by itself.
redis.call('PEXPIRE', queue, 60000)
return {'QUEUED', rank, pttl, now, shown(holder)}
