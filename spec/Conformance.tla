----------------------------- MODULE Conformance -------------------------------
(* What the scripts did on a real server, step by step, is what Server.tla says. A step that is   *)
(* not leaves nothing to do next, which TLC reports as a deadlock.                                *)
EXTENDS Server

CONSTANT Steps  \* what was recorded: commands, replies, and the keys of the lock after each

VARIABLE done   \* how many of them were followed

(* The server's clock lies between two times that it told, before and after the step. Of all      *)
(* times between, these can explain a fence.                                                      *)
Clocks(step) ==
  {clock \in {step.from, step.record.fence - 1, step.record.fence - 1 - Allowance} :
     step.from - 1 <= clock /\ clock <= step.until}

Agrees(outcome, step) ==
  /\ outcome.server.key = step.key
  /\ outcome.server.queue = step.queue
  /\ outcome.server.record = step.record
  /\ outcome.reply.word = step.word
  /\ outcome.reply.fence = step.fence
  /\ {<<push.request, push.fence>> : push \in outcome.server.pushes} = step.pushes

FollowScript(step) ==
  /\ \E clock \in Clocks(step) :
       LET outcome == Perform([server EXCEPT !.clock = clock], step)
       IN Agrees(outcome, step) /\ server' = [outcome.server EXCEPT !.pushes = {}]
  /\ UNCHANGED hears

FollowEvent(step) ==
  CASE step.op = "hears" -> hears' = [hears EXCEPT ![step.process] = IF step.is THEN Here ELSE Nowhere]
                         /\ UNCHANGED server
    [] step.op = "expires" -> server' = [server EXCEPT !.key = NoKey] /\ UNCHANGED hears
    [] step.op = "forgets" ->
         server' = [server EXCEPT !.queue = <<>>, !.record = NoRecord] /\ UNCHANGED hears

Scripts == {"acquire", "rejoin", "release", "cancel", "renew"}
Follow(step) == IF step.op \in Scripts THEN FollowScript(step) ELSE FollowEvent(step)

Init == server = Empty /\ hears = [p \in Procs |-> Nowhere] /\ done = 0
Next ==
  \/ done < Len(Steps) /\ Follow(Steps[done + 1]) /\ done' = done + 1
  \/ done = Len(Steps) /\ UNCHANGED <<server, hears, done>>
Spec == Init /\ [][Next]_<<server, hears, done>>
================================================================================
