--------------------------- MODULE SharingConformance --------------------------
(* What the scripts did to a lock that is shared is what Sharing.tla says. *)
EXTENDS Conformance, Sharing, TLC

(* In the place of Conformance.Clocks: permits can explain a time, too. *)
ClocksOfShares(step) ==
  LET shared == step.key.value = Shared
      fences == {step.record.fence, step.fence} \cup IF shared THEN {step.key.fence} ELSE {}
      numbers == IF shared THEN step.key.permit - 3 .. step.key.permit - 1 ELSE {}
      times == {step.from} \cup {f - 1 : f \in fences} \cup {f - 1 - Allowance : f \in fences}
  IN {clock \in times \cup numbers : step.from - 1 <= clock /\ clock <= step.until}

(* In the place of Conformance.FollowEvent *)
FollowEventOfShares(step) ==
  CASE step.op = "hears" ->
         /\ hears' = [hears EXCEPT ![step.process] = IF step.is THEN Here ELSE Nowhere]
         /\ UNCHANGED server
    [] step.op = "expires" -> server' = Free(server) /\ UNCHANGED hears
    [] step.op = "forgets" ->
         server' = [server EXCEPT !.queue = <<>>, !.record = NoRecord] /\ UNCHANGED hears
    [] step.op = "runs out" ->
         server' = [server EXCEPT !.key.ends[step.request] = 0] /\ UNCHANGED hears
    [] step.op = "falls silent" ->
         server' = [server EXCEPT !.key.heard.age = Silence] /\ UNCHANGED hears
================================================================================
