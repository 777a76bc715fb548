-- KEYS[1] the data    ARGV[1] the fencing token of whoever writes
-- KEYS[2] its fence   ARGV[2] what to write
if tonumber(ARGV[1]) < tonumber(redis.call('GET', KEYS[2]) or '0') then
  return 0
end
redis.call('SET', KEYS[2], ARGV[1])
redis.call('SET', KEYS[1], ARGV[2])
return 1
