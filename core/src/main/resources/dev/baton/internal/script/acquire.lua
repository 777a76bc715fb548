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
-- ARGV[4] span      – how many fences to set aside, the first included
-- ARGV[5] lease     – ms, '0' for ever
-- ARGV[6] retention – ms for which the last grant is remembered
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
local key, queue, fence_key = KEYS[1], KEYS[2], KEYS[3]
local request, kind, token, span = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local lease, retention = ARGV[5], ARGV[6]

-- The usual case comes first, written out, before what it has no need of: nobody holds the lock,
-- nobody waits, the clock is ahead of the last fence, its record lasts for long enough, and we ask
-- for one fence, shall not keep the lock, and need not look for a quarantine.  It reads the record by
-- the places that record.lua states.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local record = redis.call('GET', fence_key)
local last = record and tonumber(string.sub(record, 18, 33))
local lasts = record and string.sub(record, 35, 44)
if last and last < now and kind ~= '~' and span == '1' and not KEYS[4]
    and (tonumber(lasts) or 0) >= now / 1000000 + retention / 1000
    and redis.call('EXISTS', key, queue) == 0 then
  local fence = string.format('%.0f', now)
  local value = kind == '=' and token or token .. '#' .. fence
  if lease == '0' then
    redis.call('SET', key, value)
  else
    redis.call('SET', key, value, 'PX', lease)
  end
  local words = fence .. ' ' .. fence .. ' ' .. lasts .. ' ' .. request .. ' ;'
  local kept = redis.pcall('SETRANGE', fence_key, 0, words)
  if type(kept) == 'table' then
    -- The user may not: no lock is held of which its holder was told that it is not.
    redis.call('DEL', key)
    return kept
  end
  return 'TAKEN ' .. fence
end

local me, inbox, publish, mode, waiting
local used = 0 -- the weight of those who share the lock
-- include: fence.lua
-- include: record.lua
-- include: remember.lua
-- include: owner.lua
-- include: member.lua
-- include: lease.lua
-- include: grant.lua
-- include: join.lua
-- include: quarantine.lua
local holder, foreign_type = holder_of(key)
if foreign_type and foreign_type ~= 'zset' then
  return 'FOREIGN ' .. foreign_type
end
me, inbox, publish, mode = asker(request, kind, token, span, ARGV[7])
local granted, last_request, keeper
local kept = false
granted, last, lasts, last_request, keeper = read_record(record)
now, waiting = micros(time), redis.call('ZCARD', queue)
if foreign_type then
  -- Others may share the lock.
  local mine, shared_fence, permit
  -- include: share.lua
  if read_sharing() then
    return 'FOREIGN ' .. foreign_type
  end
  if used > 0 then
    if mode == 'WAIT' then
      place()
    end
    repeat
      serve()
    until not drop_silent(me)
    holder, keeper = sharer(), ''
    kept = mode == 'TRY' and used > 0 and tell_sharers(request, inbox, true)
  end
end
local left = quarantine(KEYS[4], lease, now)
if not holder then
  if left > 0 and mode == 'TRY' then
    return string.format('QUARANTINED %.0f', left)
  elseif left > 0 then
    return delay(left)
  end
  if waiting > 0 and mode == 'WAIT' then
    place() -- before the others leave, as in REJOIN
  end
  holder = grant_next(me)
  if not holder then
    return take(lease)
  end
elseif last_request == request and holder == owned_value(kind, token, granted) then
  prolong(key, lease)
  waiting = waiting - redis.call('ZREM', queue, me)
  return string.format('GRANTED %s %.0f %d', granted, now, waiting)
elseif keeper ~= '' then
  redis.call(publish, keeper, 'WANTED ' .. last_request)
end

if mode == 'TRY' then
  local pttl = redis.call('PTTL', key)
  if kept or keeper ~= '' then
    return 'KEPT ' .. pttl .. ' ' .. shown(holder)
  end
  return 'HELD ' .. pttl .. ' ' .. shown(holder)
end
return wait(holder)
