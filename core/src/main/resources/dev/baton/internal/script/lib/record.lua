-- The record of the last grant.  The fence key holds "FENCE LAST UNTIL REQUEST KEEPER;": FENCE, of 16
-- digits, is that of the grant; LAST, of as many, is the last one that the process may give to threads
-- of its own; UNTIL, of 10 digits, is the time in seconds at which the record expires; REQUEST names
-- the acquisition, '-' if it was given back; and KEEPER is the inbox of a process that may keep the
-- lock unused, or nothing.  What stands behind the semicolon is left over from a longer record.
-- Fields are taken by their places, which costs a third of what a pattern does: FENCE from byte 1, LAST
-- from 18, UNTIL from 35, REQUEST from 46.  The usual cases of acquire.lua and share.lua and QuickLook.java
-- go by that too.

-- LAST and UNTIL; '0' and '0' if nothing is remembered, or something that is no record.
local function fences_in(record)
  local last, lasts = string.sub(record or '', 18, 33), string.sub(record or '', 35, 44)
  if #lasts == 10 and tonumber(last) and tonumber(lasts) then
    return last, lasts
  end
  return '0', '0'
end

-- FENCE, '0' likewise.
local function grant_in(record)
  local fence = string.sub(record or '', 1, 16)
  return #fence == 16 and tonumber(fence) and fence or '0'
end

-- REQUEST and KEEPER; false and '' if nothing is remembered.
local function grantee_in(record)
  local request, keeper = string.match(record or '', '^(%S+) ([^;]*);', 46)
  return request or false, keeper or ''
end
