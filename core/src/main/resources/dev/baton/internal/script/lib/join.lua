-- Takes our place in the queue, see place.lua.
local function place()
  local rank
  -- include: place.lua
  return rank
end
