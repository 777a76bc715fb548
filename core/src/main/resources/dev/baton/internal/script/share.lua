-- SHARE takes a share of the lock if it fits and nobody waits before us; otherwise it joins the queue, or
-- not.  May be sent again: a request that has its share is granted it again, with a fresh lease; one that
-- waits keeps its place.  A process that keeps the lock unused is told that we want it.
--
-- KEYS[1] lock      – the lock itself
-- KEYS[2] queue     – sorted set of waiters by ticket
-- KEYS[3] fence     – the last grant
-- KEYS[4] primary   – for locks with a quarantine only: who was the primary of this slot
-- ARGV[1] request   – names this acquisition
-- ARGV[2] kind      – "WEIGHT/LIMIT": so much of the lock, of which no more than LIMIT is shared, 0 for no
--                     limit; with "!" behind it for who keeps to the order of coming, and "~" if our
--                     process may keep its share when it needs it no more
-- ARGV[3] token     – who we are
-- ARGV[4] span      – how many fences to set aside: 1
-- ARGV[5] lease     – ms, never '0'
-- ARGV[6] retention – ms for which the last grant is remembered
-- ARGV[7] wait      – as in ACQUIRE
--
-- Reply GRANTED fence time waiting   – the share is ours; the server's time in µs; so many wait
-- Reply HELD pttl holder             – TRY: somebody else has it; ms left, -1 for ever
-- Reply KEPT pttl holder             – TRY: a process has it that was told to let go, if it can
-- Reply QUEUED rank pttl time holder – WAIT: so many are before us
-- Reply QUARANTINED left             – TRY: nothing is granted to anybody for so many ms after a change of
--                                      the primary
-- Reply DELAYED rank left time       – WAIT: so many are before us; ms until it is granted again
-- Reply FOREIGN type                 – the key holds data of that type
--
local key, queue, fence_key = KEYS[1], KEYS[2], KEYS[3]
local request, kind, token, span = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local lease, retention = ARGV[5], ARGV[6]

-- The usual cases come first, before what they have no need of: nobody waits, and the share fits beside
-- those that are known, or nobody holds the lock.
local time = redis.call('TIME')
local now = time[1] .. string.sub('00000' .. time[2], -6)
local weight, limit, mark = string.match(kind, '^(%d+)/(%d+)!?(~?)')
local value = token .. '*' .. weight .. mark
local taken = KEYS[4] and 2 or redis.call('EXISTS', key, queue)
if taken < 2 and #now == 16 then
  local sign = limit == '0' and '@' or '%'
  local ends = string.sub(now, 1, 13) + lease .. ''
  if taken == 1 then
    local scores = redis.pcall('ZMSCORE', key, '#', sign, value)
    if scores.err and not string.find(scores.err, 'WRONGTYPE', 1, true) then
      return scores
    end
    -- It is the lock that there is, and it is shared.
    if scores[1] and scores[2] and not scores[3]
        and (limit == '0' or scores[1] + weight <= tonumber(limit)) then
      local fence = scores[2]
      if limit ~= '0' then
        fence = fence < now and now or string.format('%.0f', fence + 1)
      end
      if redis.call('PTTL', key) < tonumber(lease) then
        redis.call('PEXPIRE', key, lease)
      end
      redis.call('ZADD', key, scores[1] + weight .. '', '#', fence, sign, ends, value)
      return 'GRANTED ' .. fence .. ' ' .. now .. ' 0'
    end
  else
    local record = limit == '0' and redis.call('GET', fence_key)
    local lasts = record and string.sub(record, 35, 44)
    if limit ~= '0' or record and string.sub(record, 18, 33) < now
        and (tonumber(lasts) or 0) - time[1] > retention / 1000 + 1 then
      if record then
        redis.call('SETRANGE', fence_key, '0', now .. ' ' .. now .. ' ' .. lasts .. ' - ;') -- as in ACQUIRE
      end
      redis.call('ZADD', key, weight, '#', now, sign, ends, value)
      local kept = redis.pcall('PEXPIRE', key, lease)
      if type(kept) == 'table' then
        -- The user may not: no share is held without an end, of which its holder was not told.
        redis.call('DEL', key)
        return kept
      end
      return 'GRANTED ' .. now .. ' ' .. now .. ' 0'
    end
  end
end

if #now < 16 then
  now = '1000000000000000' -- as in clock.lua
end
local how_to_wait = ARGV[7]
-- include: asker.lua
local waiting, mine
local used, shared_fence, permit = 0, '0', '0'
-- include: record.lua
local record = redis.call('GET', fence_key)
local last, lasts = fences_in(record)
local last_request, keeper = grantee_in(record)
-- include: fence.lua
-- include: remember.lua
-- include: owner.lua
-- include: member.lua
-- include: listeners.lua
-- include: join.lua
-- include: quarantine.lua
-- include: share.lua
local holder, foreign_type = holder_of(key)
if foreign_type == 'zset' then
  foreign_type = read_sharing()
end
if foreign_type then
  return 'FOREIGN ' .. foreign_type
end
waiting = redis.call('ZCARD', queue)
if not holder then
  keeper = '' -- the record can name one that has the lock no more
  if used > 0 and redis.call('ZMSCORE', key, value)[1] then
    local fence = shared_fence
    if limit == '0' then
      lease_share(value, lease)
    else
      -- The number that it had is not known any more, and the newest is another's.
      fence = next_permit()
      lease_share(value, lease, fence, '%')
    end
    waiting = waiting - redis.call('ZREM', queue, me)
    return 'GRANTED ' .. fence .. ' ' .. now .. ' ' .. waiting
  end
  local left = quarantine(KEYS[4], lease, now)
  if left > 0 and mode == 'TRY' then
    return string.format('QUARANTINED %.0f', left)
  elseif left > 0 then
    return string.format('DELAYED %d %.0f %s', place(), left, now)
  end
  if mode == 'WAIT' then
    place()
  end
  repeat
    holder = serve(me, lease)
  until mine or not drop_silent(me)
  weight, limit = tonumber(weight), tonumber(limit)
  if mode == 'TRY' and waiting == 0 and (not holder or used > 0) and fits(weight, limit) then
    mine = share(value, weight, limit, lease)
  end
  if mine then
    return 'GRANTED ' .. mine .. ' ' .. now .. ' ' .. waiting
  end
elseif keeper ~= '' then
  redis.call(publish, keeper, 'WANTED ' .. last_request)
end

if mode == 'TRY' then
  local pttl = redis.call('PTTL', key)
  if keeper ~= '' or used > 0 and tell_sharers(request, inbox, true) then
    return 'KEPT ' .. pttl .. ' ' .. shown(holder)
  end
  return 'HELD ' .. pttl .. ' ' .. shown(holder or '')
end
return string.format('QUEUED %d %d %s ', place(), redis.call('PTTL', key), now) .. shown(holder or '')
