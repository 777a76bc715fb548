-------------------------------- MODULE Server ---------------------------------
(* One lock on one primary: what its keys hold, and what each script makes of them.               *)
(*                                                                                                *)
(* A script is a function from one state of the server to an outcome: the next state and a reply. *)
(* Times are what is left of them, in ticks, so that a state does not know how late it is. The    *)
(* clock in which fences are counted goes on with every grant, and past all fences with a tick:   *)
(* no more of it can be seen.                                                                     *)
EXTENDS Integers, Sequences, FiniteSets

CONSTANTS
  Procs,    \* the client processes
  Callers,  \* those whose tokens are the caller's: the lock's value is the bare token
  Lease,    \* for how many ticks a lock is asked for
  Claim,    \* for how many a pushed grant lasts until it is renewed
  Span      \* how many fences are set aside for a grant, the first included

VARIABLES
  server,   \* key, queue and fence record of the lock, the clock, and pushes not yet heard; for
            \* the properties, how many grants there were, the largest fence that was ever given
            \* out, and whether each was larger than those before
  hears     \* where a process is subscribed to its inbox: at the server, which counts it; at a
            \* replica, to which everything is passed on that is published; or nowhere

Max(a, b) == IF a > b THEN a ELSE b
Here == "here"
Elsewhere == "at a replica"
Nowhere == "nowhere"
Counted(p) == hears[p] = Here
Least(S) == CHOOSE x \in S : \A y \in S : x <= y
Range(s) == {s[i] : i \in DOMAIN s}
Without(s, x) == SelectSeq(s, LAMBDA y : y # x)

(* A request is the process that made it, and its number there. *)
Process(r) == r[1]
NoRequest == <<>>

(* owned_value in fence.lua: token#fence, or the caller's token, which is new for every request. *)
Value(r, f) == IF Process(r) \in Callers THEN <<r, 0>> ELSE <<r, f>>
Stranger == <<"another program">>

NoKey == [value |-> <<>>, ttl |-> 0]
NoRecord == [fence |-> 0, last |-> 0, request |-> NoRequest]
Empty == [key |-> NoKey, queue |-> <<>>, record |-> NoRecord, clock |-> 0, pushes |-> {},
          grants |-> 0, issued |-> 0, rising |-> TRUE]

Taken(s) == s.key.ttl > 0
Owns(s, value) == Taken(s) /\ s.key.value = value
Granted(s, r) == s.record.request = r /\ Owns(s, Value(r, s.record.fence))

--------------------------------------------------------------------------------
(* What the scripts have in common. *)

(* next_fence in fence.lua: a hybrid logical clock. A last fence that is forgotten can have been  *)
(* ahead of the clock, by as many as are set aside at most.                                       *)
Allowance == Span
NextFence(s, last) ==
  IF last = 0 THEN s.clock + 1 + Allowance ELSE Max(last + 1, s.clock + 1)

(* grant in grant.lua *)
Give(s, r, f, ttl, rest) ==
  [s EXCEPT !.key = [value |-> Value(r, f), ttl |-> ttl], !.queue = rest, !.clock = @ + 1,
            !.record = [fence |-> f, last |-> f + Span - 1, request |-> r],
            !.grants = @ + 1, !.issued = Max(@, f), !.rising = @ /\ f > s.issued]

Listening(line) == {i \in DOMAIN line : Counted(Process(line[i]))}
Heir(listening) == Least(listening)

(* listeners in grant.lua: nothing is published to those who are taken for dead, and may hear it  *)
(* all the same.                                                                                  *)
Overheard(s, passed, last) == {}
PassOver(s, passed, last) == [s EXCEPT !.pushes = @ \cup Overheard(s, Range(passed), last)]

(* grant_next in grant.lua: the lock goes to the first in line whose process listens. Those       *)
(* before it are taken for dead. If there is none, the lock is free.                              *)
HandOn(s, line, last) ==
  IF Listening(line) = {} THEN [PassOver(s, line, last) EXCEPT !.key = NoKey, !.queue = <<>>]
  ELSE LET i == Heir(Listening(line))
           r == line[i]
           f == NextFence(s, last)
           push == [request |-> r, fence |-> f, clock |-> s.clock + 1, age |-> 0]
       IN [Give(PassOver(s, SubSeq(line, 1, i - 1), last), r, f, Claim,
                SubSeq(line, i + 1, Len(line)))
             EXCEPT !.pushes = @ \cup {push}]

Answer(s, word, fence) ==
  [server |-> s, reply |-> [word |-> word, fence |-> fence, clock |-> s.clock]]

--------------------------------------------------------------------------------
(* The scripts. *)

Ahead(line, i) == Listening(SubSeq(line, 1, i - 1))
MayTake(s) == ~Taken(s)

(* wait in join.lua: who has a place keeps it *)
Joined(line, r) == IF r \in Range(line) THEN line ELSE Append(line, r)

Acquire(s, r) ==
  LET line == Joined(s.queue, r)
      i == CHOOSE j \in DOMAIN line : line[j] = r
      f == NextFence(s, s.record.last)
  IN CASE Granted(s, r) ->
            Answer([s EXCEPT !.key.ttl = Lease, !.queue = Without(@, r)], "granted", s.record.fence)
       [] ~Granted(s, r) /\ ~MayTake(s) -> Answer([s EXCEPT !.queue = line], "queued", 0)
       [] MayTake(s) /\ Ahead(line, i) # {} -> Answer(HandOn(s, line, s.record.last), "queued", 0)
       [] MayTake(s) /\ Ahead(line, i) = {} ->
            Answer(Give(PassOver(s, SubSeq(line, 1, i - 1), s.record.last), r, f, Lease,
                        SubSeq(line, i + 1, Len(line))),
                   "granted", f)

(* The lock goes on, or is free. Fences that were set aside and not given out are given up in     *)
(* either case, lest they run ahead of the clock.                                                 *)
HandOnOrFree(s, line, last) ==
  LET handed == HandOn(s, line, last)
      settled == [fence |-> last, last |-> last, request |-> NoRequest]
  IN IF Taken(handed) \/ Span = 1 THEN handed ELSE [handed EXCEPT !.record = settled]

(* The last fence as a process that gives back tells it; 0 if only one was set aside. *)
LastUsed(s, used) == IF used = 0 THEN s.record.last ELSE used

MayRelease(s, value) == Owns(s, value)

Release(s, value, used) ==
  Answer(IF MayRelease(s, value) THEN HandOnOrFree(s, s.queue, LastUsed(s, used)) ELSE s, "done", 0)

(* Who rejoins has its place before the lock goes on. *)
Rejoin(s, r, value, used) ==
  LET line == Joined(s.queue, r)
      i == CHOOSE j \in DOMAIN line : line[j] = r
      last == LastUsed(s, used)
      f == NextFence(s, last)
  IN CASE ~Owns(s, value) -> Answer(s, "lost", 0)
       [] Owns(s, value) /\ Ahead(line, i) # {} -> Answer(HandOn(s, line, last), "queued", 0)
       [] Owns(s, value) /\ Ahead(line, i) = {} ->
            Answer(Give(PassOver(s, SubSeq(line, 1, i - 1), last), r, f, Lease,
                        SubSeq(line, i + 1, Len(line))),
                   "granted", f)

MayRenew(s, value) == Owns(s, value)

Renew(s, value) ==
  IF MayRenew(s, value)
  THEN Answer([s EXCEPT !.key = [value |-> value, ttl |-> Lease]], "renewed", 0)
  ELSE Answer(s, "lost", 0)

Leave(queue, r) == Without(queue, r)
MustGiveBack(s, r) == Granted(s, r)

(* Of the fences that were set aside for a request without the lock, none was given out. *)
Cancel(s, r) ==
  LET line == Leave(s.queue, r)
  IN Answer(IF MustGiveBack(s, r) THEN HandOnOrFree(s, line, s.record.fence)
            ELSE [s EXCEPT !.queue = line],
            "done", 0)

(* What a command does when it reaches the server. *)
Perform(s, c) ==
  CASE c.op = "acquire" -> Acquire(s, c.request)
    [] c.op = "rejoin" -> Rejoin(s, c.request, c.value, c.used)
    [] c.op = "release" -> Release(s, c.value, c.used)
    [] c.op = "cancel" -> Cancel(s, c.request)
    [] c.op \in {"renew", "confirm"} -> Renew(s, c.value)
================================================================================
