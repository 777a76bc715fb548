-- Who waits, by the member in the queue: "INBOX REQUEST CLAIM SPAN KIND TOKEN".  A KIND of one sign is that of
-- one who is to have the lock alone, see ACQUIRE; else it is for sharing, see SHARE.
local function waiter(member)
  return string.match(member, '^(%S+) (%S+) (%d+) (%d+) (%S+) (.*)$')
end
