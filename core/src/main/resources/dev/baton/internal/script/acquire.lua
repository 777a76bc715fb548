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
-- the places that record.lua states, and the clock as clock.lua does.
local time = redis.call('TIME')
local now = time[1] .. string.sub('00000' .. time[2], -6)
local record = redis.call('GET', fence_key)
if record and string.sub(record, 18, 33) < now and #now == 16 and kind ~= '~' and span == '1'
    and not KEYS[4] and redis.call('EXISTS', key, queue) == 0 then
  local lasts = string.sub(record, 35, 44)
  if (tonumber(lasts) or 0) - time[1] > retention / 1000 + 1 then
    -- The record first: nobody holds a lock whose record may not be written.
    local words = now .. ' ' .. now .. ' ' .. lasts .. ' ' .. request .. ' ;'
    redis.call('SETRANGE', fence_key, '0', words)
    local value = kind == '=' and token or token .. '#' .. now
    if lease == '0' then
      redis.call('SET', key, value)
    else
      redis.call('SET', key, value, 'PX', lease)
    end
    return 'TAKEN ' .. now
  end
end

if #now < 16 then
  now = '1000000000000000' -- as in clock.lua
end
local how_to_wait = ARGV[7]
-- include: asker.lua
-- include: record.lua
-- include: owner.lua
local last_request, keeper = grantee_in(record)
local holder, foreign_type = holder_of(key)
local waiting = redis.call('ZCARD', queue)
local kept = false
if holder then
  -- Somebody has the lock alone.
  if KEYS[4] then
    -- include: quarantine.lua
    quarantine(KEYS[4], lease, now)
  end
  if last_request == request then
    -- include: fence.lua
    local granted = grant_in(record)
    if holder == owned_value(kind, token, granted) then
      -- include: lease.lua
      prolong(key, lease)
      waiting = waiting - redis.call('ZREM', queue, me)
      return 'GRANTED ' .. granted .. ' ' .. now .. ' ' .. waiting
    end
  end
  if keeper ~= '' then
    redis.call(publish, keeper, 'WANTED ' .. last_request)
    kept = true
  end
else
  local last, lasts = fences_in(record)
  -- include: fence.lua
  -- include: remember.lua
  -- include: member.lua
  -- include: listeners.lua
  -- include: join.lua
  -- include: quarantine.lua
  if foreign_type == 'zset' then
    -- Others may share the lock.
    local mine
    local used, shared_fence, permit = 0, '0', '0'
    -- include: share.lua
    foreign_type = read_sharing()
    if used > 0 then
      if mode == 'WAIT' then
        place()
      end
      repeat
        serve()
      until not drop_silent(me)
      holder = sharer()
      kept = mode == 'TRY' and tell_sharers(request, inbox, true)
    end
  end
  if foreign_type then
    return 'FOREIGN ' .. foreign_type
  end
  local left = quarantine(KEYS[4], lease, now)
  if not holder then
    if left > 0 and mode == 'TRY' then
      return string.format('QUARANTINED %.0f', left)
    elseif left > 0 then
      return string.format('DELAYED %d %.0f %s', place(), left, now)
    end
    if waiting > 0 and mode == 'WAIT' then
      place() -- before the others leave, as in REJOIN
    end
    -- include: next.lua
    if not holder then
      -- include: grant.lua
      return 'GRANTED ' .. fence .. ' ' .. now .. ' ' .. waiting
    end
  end
end

if mode == 'TRY' then
  local pttl = redis.call('PTTL', key)
  if kept then
    return 'KEPT ' .. pttl .. ' ' .. shown(holder)
  end
  return 'HELD ' .. pttl .. ' ' .. shown(holder)
end
local rank
-- include: place.lua
local pttl = redis.call('PTTL', key)
return string.format('QUEUED %d %d %s ', rank, pttl, now) .. shown(holder)
