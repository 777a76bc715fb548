-- The lease of a lock: in ms, '0' for ever.

-- Gives the lock a value.
local function give(lock, value, lease)
  if lease == '0' then
    redis.call('SET', lock, value)
  else
    redis.call('SET', lock, value, 'PX', lease)
  end
end

-- Gives the lock, which has a value, a new lease.
local function prolong(lock, lease)
  if lease == '0' then
    redis.call('PERSIST', lock)
  else
    redis.call('PEXPIRE', lock, lease)
  end
end
