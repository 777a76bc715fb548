-- A block, not a function, since each grant comes past it: gives the lock for `lease` to who asks by
-- `inbox`, `request`, `span`, `kind` and `token`; makes `fence` and the lock's new `value`.  Needs
-- fence.lua, remember.lua and what that needs, and these locals of the script: key; and last, the last
-- fence that was given out.
local fence = next_fence(last, now)
local value = owned_value(kind, token, fence)
local top = span == '1' and fence or string.format('%.0f', fence + span - 1)
remember(fence, top, request, kind == '~' and inbox or '')
if lease == '0' then
  redis.call('SET', key, value)
else
  redis.call('SET', key, value, 'PX', lease)
end
