-- The server's clock, of which fences are made: microseconds in 16 digits, kept as a string.  Strings of 16
-- digits compare as numbers do; to make a string of such a number costs more than a command, and to read
-- one half as much.  A clock that was never set counts from the year 2001.
local function server_time()
  local time = redis.call('TIME')
  if #time[1] < 10 then
    return '1000000000000000'
  end
  return time[1] .. string.sub('00000' .. time[2], -6)
end
