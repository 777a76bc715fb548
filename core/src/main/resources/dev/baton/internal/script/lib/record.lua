-- The record of the last grant.  The fence key holds "FENCE LAST UNTIL REQUEST KEEPER;": FENCE, of 16
-- digits, is that of the grant; LAST, of as many, is the last one that the process may give to threads
-- of its own; UNTIL, of 10 digits, is the time in seconds at which the record expires; REQUEST names
-- the acquisition, '-' if it was given back; and KEEPER is the inbox of a process that may keep the
-- lock unused, or nothing.  What stands behind the semicolon is left over from a longer record.
-- FENCE ends with byte 16, LAST begins with byte 18, UNTIL with byte 35: the usual case of acquire.lua
-- and QuickLook.java go by that.

-- What the record tells, all as it stands there; if it tells nothing '0', '0', '0', false and ''.
local function read_record(record)
  local fence, last, lasts, request, keeper =
    string.match(record or '', '^(%d+) (%d+) (%d+) (%S+) ([^;]*);')
  if not fence then
    return '0', '0', '0', false, ''
  end
  return fence, last, lasts, request, keeper
end
