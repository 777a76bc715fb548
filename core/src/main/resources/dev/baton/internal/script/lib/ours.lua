-- Whether the lock is ours still.  Needs owner.lua.

-- What to reply if the lock does not have our value; nil if it has.
local function not_ours(lock, value)
  local holder, foreign_type = holder_of(lock)
  if holder == value then
    return nil
  end
  if not holder and not foreign_type then
    return 'DELETED'
  end
  return 'OVERWRITTEN ' .. (holder and shown(holder) or foreign_type)
end
