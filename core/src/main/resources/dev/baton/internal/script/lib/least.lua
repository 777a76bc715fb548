-- A lock that was to be held for a time at least, and is released before that: it stays taken for the
-- rest, by nobody.  Needs fence.lua.

-- The value that it has meanwhile: it tells whose it was, and is no client's own, so that nobody renews
-- or releases it as theirs.
local function done_value(value)
  return (string.gsub(value, '%.(%d+#%d+)$', '_done.%1'))
end

-- How many ms are left of those for which it is held at least; a value ends with its fence, which is
-- the time of its grant.
local function rest_of(value, least)
  local granted = tonumber(string.match(value, '#(%d+)$') or '0')
  return math.min(least, math.ceil(least - (server_time() - granted) / 1000))
end

-- Leaves the lock to nobody for so many ms.  PEXPIRE comes first: a full server would refuse the SET.
local function leave(lock, value, rest)
  redis.call('PEXPIRE', lock, string.format('%.0f', rest))
  redis.call('SET', lock, done_value(value), 'KEEPTTL')
end
