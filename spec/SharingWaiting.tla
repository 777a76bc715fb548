----------------------------- MODULE SharingWaiting ----------------------------
(* Who waits for a lock that is shared is served, and in order. Here no time passes, and no       *)
(* command or push is under way: a script runs, and those to whom it grants the lock hear of it   *)
(* at once. Each process asks again and again, for ever.                                          *)
EXTENDS Sharing

CONSTANTS
  Keepers,  \* those that may hold on for ever
  Crashes   \* how many processes die

VARIABLES
  state,  \* of each process: idle, waits, holds, or dead
  did     \* what happened last, and to whom

vars == <<server, hears, state, did>>

Request(p) == <<p, 1>>
Alive(p) == state[p] # "dead"
Dead == {p \in Procs : ~Alive(p)}
Holders(s) == Sharers(s) \cup (IF Taken(s) /\ ~IsShared(s) THEN {s.key.value[1]} ELSE {})

(* What is for other properties only is left out: clock, fences, how many grants there were *)
Timeless(s) ==
  [Empty EXCEPT !.queue = s.queue,
                !.key = IF IsShared(s) THEN [s.key EXCEPT !.fence = Least({1, @}),
                                                          !.permit = Least({1, @})]
                        ELSE IF Taken(s) THEN [s.key EXCEPT !.value = Value(@[1], 0)] ELSE NoKey]

(* The processes to which a lock was granted have it; a dead one does not hear of it. *)
After(s, p, becomes) ==
  /\ server' = Timeless(s)
  /\ state' = [q \in Procs |->
       CASE ~Alive(q) -> "dead"
         [] Alive(q) /\ state[q] # "holds" /\ Request(q) \in Holders(s) -> "holds"
         [] Alive(q) /\ ~(state[q] # "holds" /\ Request(q) \in Holders(s)) ->
              IF q = p THEN becomes ELSE state[q]]

Does(p, op, becomes) ==
  /\ \E outcome \in {PerformSharing(server, [op |-> op, request |-> Request(p), used |-> 0,
                                            value |-> Value(Request(p), 0)])} :
       After(outcome.server, p, becomes)
  /\ did' = <<op, p>> /\ UNCHANGED hears

Ask(p) == state[p] = "idle" /\ Does(p, "acquire", "waits")
Poll(p) == state[p] = "waits" /\ Does(p, "acquire", "waits")
Renewal(p) == state[p] = "holds" /\ Does(p, "renew", "holds")
GiveBack(p) == state[p] = "holds" /\ Does(p, "release", "idle")
GiveUp(p) == state[p] = "waits" /\ Does(p, "cancel", "idle")

(* A process dies, or its machine hangs: the server may notice that its connection is closed. *)
Crash(p) ==
  /\ Alive(p) /\ Cardinality(Dead) < Crashes
  /\ state' = [state EXCEPT ![p] = "dead"]
  /\ did' = <<"crash", p>> /\ UNCHANGED <<server, hears>>

Notice(p) ==
  /\ ~Alive(p) /\ hears' = [hears EXCEPT ![p] = Nowhere]
  /\ UNCHANGED <<server, state, did>>

(* The lease of a dead process ends … *)
RunOut(p) ==
  /\ ~Alive(p) /\ HasShare(server, Request(p))
  /\ server' = [server EXCEPT !.key.ends[Request(p)] = 0]
  /\ UNCHANGED <<hears, state, did>>

(* … and the key with the longest. *)
Expire ==
  /\ Taken(server)
  /\ IF IsShared(server) THEN Over(server) = Sharers(server)
     ELSE ~Alive(Process(server.key.value[1]))
  /\ server' = Free(server)
  /\ UNCHANGED <<hears, state, did>>

(* A dead process that is first in the queue is not heard of for too long. *)
FallSilent ==
  /\ IsShared(server) /\ server.key.heard # Unheard
  /\ ~Alive(Process(server.key.heard.request))
  /\ server' = [server EXCEPT !.key.heard.age = Silence]
  /\ UNCHANGED <<hears, state, did>>

(* Nothing happens for a while; so that who asks for ever does so in more than one step *)
Rest == did' = <<>> /\ UNCHANGED <<server, hears, state>>

Init ==
  server = Empty /\ hears = [p \in Procs |-> Here] /\ state = [p \in Procs |-> "idle"]
  /\ did = <<>>
Next ==
  \/ \E p \in Procs :
       Ask(p) \/ Poll(p) \/ Renewal(p) \/ GiveBack(p) \/ GiveUp(p) \/ Crash(p) \/ Notice(p)
       \/ RunOut(p)
  \/ Expire \/ FallSilent \/ Rest

(* Who waits asks again, and who holds the lock gives it back, keepers excepted. That is said     *)
(* without WF, for which TLC would run the scripts many times over.                               *)
Spec ==
  /\ Init /\ [][Next]_vars /\ []<>(did = <<>>)
  /\ \A p \in Procs : []<>(state[p] # "waits" \/ did = <<"acquire", p>>)
  /\ \A p \in Procs \ Keepers : []<>(state[p] # "holds" \/ did = <<"release", p>>)
  /\ \A p \in Procs : WF_vars(RunOut(p))
  /\ WF_vars(Expire) /\ WF_vars(FallSilent)

--------------------------------------------------------------------------------
(* I4: whoever waits has a turn, although others come again and again. *)
Served == \A p \in Procs : state[p] = "waits" ~> state[p] # "waits"

(* Unless somebody died, it has it without asking again: each script serves those who are next. *)
Prompt == Dead = {} /\ server.queue # <<>> => ~Fits(server, Head(server.queue))

(* … and nobody is held up for ever by a first in the queue that is dead. *)
Lifeless == server.queue # <<>> /\ ~Alive(Process(Head(server.queue)))
HeldUp(p) == state[p] = "waits" /\ Lifeless
NotHeldUp == \A p \in Procs : HeldUp(p) ~> ~HeldUp(p)

New == Holders(server') \ Holders(server)
StillWaits(r) == state[Process(r)] = "waits" /\ state'[Process(r)] = "waits"

(* I5: nobody who waits, and goes on waiting, is passed over, but by readers that come along with *)
(* one that came earlier, and do not keep to the order.                                           *)
InOrder ==
  [][\A r \in New :
       LET line == Joined(server.queue, r)
           Place(q) == CHOOSE i \in DOMAIN line : line[i] = q
           ComesAlong(q) ==
             /\ Reads(r) /\ Process(r) \notin Strict
             /\ \E h \in New \cap Range(line) : Reads(h) /\ Place(h) < Place(q)
       IN \A q \in Range(line) : Place(q) < Place(r) /\ StillWaits(q) => ComesAlong(q)]_vars

(* While the first who waits does not fit, nobody is granted the lock. *)
NoPassing ==
  [][server.queue # <<>> /\ StillWaits(Head(server.queue)) => New = {}]_vars

(* As in SharingBaton.tla, and for those to whom nothing is lost *)
Exclusion ==
  \A p \in Procs : state[p] = "holds" /\ Alone(Request(p)) =>
    \A q \in Procs \ {p} : state[q] # "holds"
Permits == {p \in Procs : state[p] = "holds" /\ p \in Small \cup Large}
Limited == Weight({Request(p) : p \in Permits}) <= Limit
Sum == IsShared(server) => server.key.sum = Weight(Sharers(server)) /\ server.key.sum > 0
================================================================================
