-- Deletes the key if it has the value.
-- KEYS  lock
-- ARGV  value
-- reply 1 if it was deleted, 0 otherwise
if redis.call('GET', KEYS[1]) == ARGV[1] then
  return redis.call('DEL', KEYS[1])
end
return 0
