-- A block: who asks, by the arguments `request`, `kind`, `token` and `span` of a script and by `how_to_wait`,
-- "MODE PUBLISH CLAIM INBOX": makes mode, publish and inbox, and `me`, the member of the queue, see
-- member.lua.
local mode, publish, claim, inbox = string.match(how_to_wait, '^(%S+) (%S+) (%d+) (%S+)$')
local me = inbox .. ' ' .. request .. ' ' .. claim .. ' ' .. span .. ' ' .. kind .. ' ' .. token
