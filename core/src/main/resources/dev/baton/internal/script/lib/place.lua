-- A block: our place in the queue, which stays if we have one; leaves in `rank` how many are before us.  Needs
-- these locals of the script: queue; me, our member; now, the server's time; and waiting, how many are in
-- the queue.
rank = redis.call('ZRANK', queue, me)
if not rank then
  redis.call('ZADD', queue, now, me)
  rank = waiting
  if waiting > 0 and redis.call('ZRANK', queue, me) < waiting then
    -- Tickets rise even if the server's clock is set back.
    local tail = redis.call('ZRANGE', queue, '-1', '-1', 'WITHSCORES')[2]
    redis.call('ZADD', queue, string.format('%.0f', tail + 1), me)
  end
  waiting = waiting + 1
end
-- The first waiters poll more often than this; a queue that all have left goes by itself.
redis.call('PEXPIRE', queue, '60000')
