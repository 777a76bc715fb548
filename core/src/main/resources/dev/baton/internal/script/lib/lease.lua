-- Gives the lock, which has a value, a new lease: in ms, '0' for ever.
local function prolong(lock, lease)
  if lease == '0' then
    redis.call('PERSIST', lock)
  else
    redis.call('PEXPIRE', lock, lease)
  end
end
