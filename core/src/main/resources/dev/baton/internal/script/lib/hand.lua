-- A block: gives the lock to the waiter of whom `inbox`, `request`, `claim`, `span`, `kind` and `token` are
-- known, if its process listens, and tells it.  Leaves the lock's new value in `holder`.  Needs
-- listeners.lua, what grant.lua needs, and these locals of the script: publish, how to; and waiting, how
-- many are in the queue.
if listeners(publish, inbox) > 0 then
  local lease = claim
  -- include: grant.lua
  -- Said last: where the user may not write, nobody has heard of a lock that was not given.
  local message = 'GRANT ' .. request .. ' ' .. fence .. ' ' .. now .. ' ' .. waiting
  local told = redis.pcall(publish, inbox, message)
  if type(told) == 'table' then
    redis.call('DEL', key)
    redis.call(publish, inbox, message) -- refused once more, in the words of the server
  end
  holder = value
end
