-- ACQUIRE takes the lock if it is free and nobody waits before us; otherwise it joins the queue, or
-- not.  May be sent again: a request that holds the lock is granted it again, with the same fence
-- and a fresh lease; one that waits keeps its place.  A process that keeps the lock unused is told
-- that we want it.
--
-- KEYS[1] lock      – the lock itself
-- KEYS[2] queue     – sorted set of waiters by ticket
-- KEYS[3] fence     – the last grant
-- KEYS[4] primary   – for locks with a quarantine only: who was the primary of this slot
-- ARGV[1] request   – names this acquisition
-- ARGV[2] kind      – '#': the value is the token and its fence; '~': so too, and our process may
--                     keep the lock when it needs it no more; '=': the bare token
-- ARGV[3] token     – who we are
-- ARGV[4] lease     – ms, '0' for ever
-- ARGV[5] retention – ms for which the last grant is remembered
-- ARGV[6] span      – how many fences to set aside, the first included
-- ARGV[7] wait      – how to wait: "MODE PUBLISH CLAIM INBOX".  TRY or WAIT; SPUBLISH, or PUBLISH
--                     where the server has no shard channels; ms for which a grant that is pushed
--                     lasts, until it is renewed; the channel on which we hear of it
--
-- Reply TAKEN fence                  – the lock is ours, nobody waits; the server's time is the fence
-- Reply GRANTED fence time waiting   – the lock is ours; the server's time in µs; so many wait
-- Reply HELD pttl holder             – TRY: somebody else has it; ms left, -1 for ever
-- Reply KEPT pttl holder             – TRY: a process has it that was told to let go, if it can
-- Reply QUEUED rank pttl time holder – WAIT: so many are before us
-- Reply QUARANTINED left             – TRY: it is free, and granted to nobody for so many ms after a
--                                      change of the primary
-- Reply DELAYED rank left time       – WAIT: so many are before us; ms until it is granted again
-- Reply FOREIGN type                 – the key holds data of that type
--
local lock, queue, fence_key = KEYS[1], KEYS[2], KEYS[3]
local request, kind, token, lease = ARGV[1], ARGV[2], ARGV[3], ARGV[4]

-- The usual case comes first, written out, before what it has no need of: nobody holds the lock,
-- nobody waits, the clock is ahead of the last fence, its record lasts for long enough, and we ask
-- for one fence, shall not keep the lock, and need not look for a quarantine.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local record = redis.call('GET', fence_key)
local last = record and tonumber(string.sub(record, 18, 33))
local lasts = record and string.sub(record, 35, 44)
if last and last < now and kind ~= '~' and ARGV[6] == '1' and not KEYS[4]
    and (tonumber(lasts) or 0) >= now / 1000000 + ARGV[5] / 1000
    and redis.call('EXISTS', lock, queue) == 0 then
  local fence = string.format('%.0f', now)
  local value = kind == '=' and token or token .. '#' .. fence
  if lease == '0' then
    redis.call('SET', lock, value)
  else
    redis.call('SET', lock, value, 'PX', lease)
  end
  local words = fence .. ' ' .. fence .. ' ' .. lasts .. ' ' .. request .. ' ;'
  local kept = redis.pcall('SETRANGE', fence_key, 0, words)
  if type(kept) == 'table' then
    -- The user may not: no lock is held of which its holder was told that it is not.
    redis.call('DEL', lock)
    return kept
  end
  return 'TAKEN ' .. fence
end

-- include: fence.lua
-- include: owner.lua
-- include: grant.lua
-- include: join.lua
-- include: quarantine.lua
local mode, publish, claim, inbox = string.match(ARGV[7], '^(%S+) (%S+) (%d+) (%S+)$')
local holder, foreign_type = holder_of(lock)
if foreign_type then
  return 'FOREIGN ' .. foreign_type
end
now = server_time()
last = last_fence(record)
local me = member(inbox, request, claim, ARGV[6], kind, token)
local granted, last_request, keeper = last_grant(record)
local left = quarantine(KEYS[4], lease)
if not holder then
  if left > 0 and mode == 'TRY' then
    return string.format('QUARANTINED %.0f', left)
  elseif left > 0 then
    return delay(queue, now, me, left)
  end
  local waiting = redis.call('ZCARD', queue)
  if waiting > 0 and mode == 'WAIT' then
    place(queue, now, me) -- before the others leave, as in REJOIN
    waiting = redis.call('ZCARD', queue)
  end
  holder, waiting = grant_next(
    lock, queue, fence_key, record, last, me, publish, ARGV[5], waiting)
  if not holder then
    return take(lock, fence_key, record, last, now, inbox, ARGV[5], ARGV[6], waiting)
  end
elseif last_request == request and holder == owned_value(kind, token, granted) then
  if lease == '0' then
    redis.call('PERSIST', lock)
  else
    redis.call('PEXPIRE', lock, lease)
  end
  local waiting = redis.call('ZCARD', queue) - redis.call('ZREM', queue, me)
  return string.format('GRANTED %s %.0f %d', granted, now, waiting)
elseif keeper ~= '' then
  redis.call(publish, keeper, 'WANTED ' .. last_request)
end

if mode == 'TRY' then
  local pttl = redis.call('PTTL', lock)
  if keeper ~= '' then
    return 'KEPT ' .. pttl .. ' ' .. shown(holder)
  end
  return 'HELD ' .. pttl .. ' ' .. shown(holder)
end
return wait(lock, queue, holder, now, me)
