-- Keeps the server busy for a while, as a long script does.
-- ARGV[1] how long, in ms
local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + time[2] / 1000
end

local start = now()
while now() - start < tonumber(ARGV[1]) do
end
return 'late'
