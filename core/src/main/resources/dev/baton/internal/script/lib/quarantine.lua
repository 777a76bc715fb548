-- The time after a change of the primary in which a free lock is granted to nobody, so that a
-- holder whose grant was lost has seen its lease end.
--
-- The primary's key, one a slot, holds "RUNID BEFORE SINCE LONGEST": the process that was the
-- primary when a lock of the slot was last used, and whose successor it is (a server that becomes a
-- primary, loses that and becomes it again is the same process, after another one); the time in ms
-- since which it is known to be the primary; and the longest lease in ms that was asked for.

-- The ms that are left of it at a time in µs, 0 if it is over or, without a key, not kept.
local function quarantine(primary, lease, micros)
  if not primary then
    return 0
  end
  local server, replication = redis.call('INFO', 'server'), redis.call('INFO', 'replication')
  local run_id = string.match(server, 'run_id:(%w+)')
  local before = string.match(replication, 'master_replid2:(%w+)')
  if not run_id or not before then
    error('ERR no quarantine is possible: INFO tells neither run_id nor master_replid2', 0)
  end
  local promoted = string.find(before, '[^0]')
  local now = math.floor(micros / 1000)
  local record = redis.call('GET', primary) or ''
  local known, known_before, since, longest = string.match(record, '^(%w+) (%w+) (%d+) (%d+)$')
  since, longest = tonumber(since), math.max(tonumber(longest or 0), tonumber(lease))
  if not known and not promoted then
    -- What may have been lost was granted before the process began.  Its age is the difference of
    -- two whole seconds.
    local uptime = tonumber(string.match(server, 'uptime_in_seconds:(%d+)') or 0)
    since = now - math.max(uptime - 1, 0) * 1000
  elseif known ~= run_id or promoted and known_before ~= before or since > now then
    since = now
  end
  local fresh = string.format('%s %s %.0f %.0f', run_id, before, since, longest)
  local lifetime = math.max(86400000, 2 * longest)
  if fresh ~= record or redis.call('PTTL', primary) < lifetime / 8 * 7 then
    local set = {'SET', primary, fresh, 'PX', string.format('%.0f', lifetime)}
    local kept = redis.pcall(unpack(set))
    if kept.err and not string.find(kept.err, 'OOM ', 1, true) then
      redis.call(unpack(set))
    end
    -- Not written on a full server, it is made out anew the next time, and then lasts longer.
  end
  return math.max(since + longest - now, 0)
end
