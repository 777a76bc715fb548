-- Who holds the lock.  The fence key remembers the last grant as "FENCE REQUEST", so that the same
-- acquisition is recognised when its script is sent twice.

-- The value the lock has under a grant: the bare token ('='), or the token and its fence ('#').
local function owned_value(kind, token, fence)
  if kind == '=' then
    return token
  end
  return token .. '#' .. fence
end

-- A value as replies carry it: any of ours whole, the beginning of a foreign one without bounds.
local function shown(value)
  return string.sub(value, 1, 4200)
end

-- The last grant: its fence and its request, or '0' and false.
local function last_grant(fence_key)
  local record = redis.call('GET', fence_key)
  if not record then
    return '0', false
  end
  local fence, request = string.match(record, '^(%d+) (.*)$')
  return fence or '0', request or false
end

-- The lock's value, false if it is free; a key of another type gives false and its type.
local function holder_of(lock)
  local value = redis.pcall('GET', lock)
  if type(value) ~= 'table' then
    return value
  end
  if string.find(value.err, 'WRONGTYPE', 1, true) then
    return false, redis.call('TYPE', lock).ok
  end
  error(value.err, 0)
end
