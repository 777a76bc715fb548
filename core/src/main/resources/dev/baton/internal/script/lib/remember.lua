-- How a grant is remembered.  Needs these locals of the script: fence_key; now, the server's time in µs;
-- lasts, until when the record lasts; and retention, in ms.

-- Puts a grant in the place of the one before it, for the retention in ms at least.  Overwriting in
-- place costs a fifth of a SET, and keeps the lifetime: that is an eighth longer than needed, so that
-- the next grants can do with it.  The key expires by the clock, of which fences may be ahead: by 66 ms
-- if some were set aside, and by what the clocks of a quorum's members differ.
-- UNTIL is in whole seconds, so that one more than the retention has to be left of it.
local function remember(fence, top, request, keeper)
  local seconds = string.sub(fence > now and fence or now, 1, 10)
  if lasts - seconds > retention / 1000 + 1 then
    local words = fence .. ' ' .. top .. ' ' .. lasts .. ' ' .. request .. ' ' .. keeper .. ';'
    redis.call('SETRANGE', fence_key, '0', words)
  else
    local millis = math.ceil(retention * 9 / 8) + 1000
    local until_when = string.format('%010.0f', math.floor((now / 1000 + millis) / 1000))
    local words = fence .. ' ' .. top .. ' ' .. until_when .. ' ' .. request .. ' ' .. keeper .. ';'
    redis.call('SET', fence_key, words, 'PX', string.format('%.0f', millis))
  end
end
