-- Who hears of a grant.

-- How many connections to this server hear a channel.  What is published goes on to replicas, so that
-- a connection to one of them hears it and is not counted: nobody may be told of a grant before this
-- is known.  Without the right to ask, or the command, an empty message is counted; it says nothing.
local function listeners(publish, inbox)
  local count = publish == 'PUBLISH' and 'NUMSUB' or 'SHARDNUMSUB'
  local counted = redis.pcall('PUBSUB', count, inbox)
  if counted.err then
    return redis.call(publish, inbox, '')
  end
  return counted[2]
end
