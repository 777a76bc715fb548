-- INSPECT tells who holds the lock and who waits; it changes nothing.
--
-- KEYS[1] lock  – the lock itself
-- KEYS[2] queue – sorted set of waiters by ticket
-- KEYS[3] fence – the last grant
-- ARGV[1] most  – how many waiters to tell of, and how many of those who share the lock
--
-- Reply FREE fence time waiting members             – nobody holds it; the fence of the last grant, 0 if
--                                                     forgotten; the server's time in µs; so many wait; the
--                                                     first of them, each followed by its ticket
-- Reply HELD holder pttl fence time waiting members – ms left, -1 for ever
-- Reply SHARED holder left fence time waiting members permit weight count holders – it is shared: who of
--                                                     them has the longest lease, and ms until that ends; the
--                                                     fence of those who share it without a limit, and the
--                                                     newest number of a permit, each 0 if there is none; the
--                                                     sum of their weights; so many they are; the first of
--                                                     them by the ends of their leases, each followed by its
--                                                     end in ms
-- Reply FOREIGN type                                – the key holds data of that type
--
-- include: clock.lua
-- include: record.lua
-- include: owner.lua
local lock, queue, fence_key, most = KEYS[1], KEYS[2], KEYS[3], tonumber(ARGV[1])

local holder, foreign_type = holder_of(lock)
local scores = foreign_type == 'zset' and redis.call('ZMSCORE', lock, '#', '@', '%')
if foreign_type and not (scores and scores[1]) then
  return {'FOREIGN', foreign_type}
end
local now = tonumber(server_time())
local waiting = redis.call('ZCARD', queue)
local members = redis.call('ZRANGE', queue, 0, most - 1, 'WITHSCORES')
if scores then
  -- By score, see share.lua: who is first in the queue, '#', those whose lease is over, of whom 1,000
  -- are looked for; then those whose lease is not, and at last '@' and '%'.
  local millis = math.floor(now / 1000)
  local from, to = string.format('(%.0f', millis), '(1000000000000000'
  local longest = redis.call('ZRANGE', lock, to, from, 'BYSCORE', 'REV', 'LIMIT', 0, 1, 'WITHSCORES')
  if longest[1] then
    local others = redis.call('ZRANGE', lock, '-inf', string.sub(from, 2), 'BYSCORE', 'LIMIT', 0, 1002)
    local weight = tonumber(scores[1])
    for _, value in ipairs(others) do
      weight = weight - (string.match(value, '%*(%d+)~?$') or 0)
    end
    local count = redis.call('ZCARD', lock) - #others - (scores[2] and 1 or 0) - (scores[3] and 1 or 0)
    local holders = redis.call('ZRANGE', lock, from, to, 'BYSCORE', 'LIMIT', 0, most, 'WITHSCORES')
    return {
      'SHARED', longest[1], longest[2] - millis, tonumber(scores[2] or 0), now, waiting, members,
      tonumber(scores[3] or 0), weight, count, holders
    }
  end
end
local fence = tonumber(grant_in(redis.call('GET', fence_key)))
if not holder then
  return {'FREE', fence, now, waiting, members}
end
return {'HELD', shown(holder), redis.call('PTTL', lock), fence, now, waiting, members}
