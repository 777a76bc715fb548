-- A block: takes waiters out of the queue until one is found whose process listens, gives it the lock, and
-- tells it.  Stops once it has taken out the member `me`, if there is one.  `waiting` is kept, so that a
-- key that we have emptied is not asked for: a node refuses that while its slot moves to another one.
-- Leaves the new owner's value in `holder`, which was false.  Needs what hand.lua needs, and queue.
while waiting > 0 and not holder do
  local popped = redis.call('ZPOPMIN', queue)
  local head = popped[1]
  waiting = waiting - 1
  if head == me then
    break
  end
  local inbox, request, claim, span, kind, token = waiter(head)
  if #kind > 1 then
    -- It is the turn of one who shares the lock.
    redis.call('ZADD', queue, popped[2], head)
    redis.call('DEL', key)
    waiting = waiting + 1
    local mine
    local used, shared_fence, permit = 0, '0', '0'
    -- include: share.lua
    holder = serve(me)
    if used > 0 and shared_fence == '0' and last ~= '0' then
      -- Permits have no fence: those that were set aside and not given out shall not run ahead of the clock.
      remember(last, last, '-', '')
    end
    break
  end
  -- include: hand.lua
end
