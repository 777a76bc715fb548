-- Who asks for a lock, and its member in the queue: "INBOX REQUEST CLAIM SPAN KIND TOKEN".

-- Who asks, by the arguments of a script, of which `wait` is "MODE PUBLISH CLAIM INBOX": the member,
-- INBOX, PUBLISH and MODE.
local function asker(request, kind, token, span, wait)
  local mode, publish, claim, inbox = string.match(wait, '^(%S+) (%S+) (%d+) (%S+)$')
  local member = table.concat({inbox, request, claim, span, kind, token}, ' ')
  return member, inbox, publish, mode
end

-- Who waits: inbox, request, claim, span, kind and token.
local function waiter(member)
  return string.match(member, '^(%S+) (%S+) (%d+) (%d+) ([=#~]) (.*)$')
end
