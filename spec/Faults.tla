-------------------------------- MODULE Faults ---------------------------------
(* What happens to clients, connections and the server. Each configuration says what kinds of     *)
(* faults there are, and how many in one behaviour.                                               *)
EXTENDS Client

CONSTANTS
  Kinds,   \* the kinds of faults that may happen
  Faults   \* how many

VARIABLES
  faults,    \* how many happened
  stranger,  \* for how long another program believes to hold the lock
  copy       \* what the replica has that takes over: an earlier state of the server, or none

NoCopy == [clock |-> -1]

Fault(kind) == kind \in Kinds /\ faults < Faults /\ faults' = faults + 1

(* GiveBack.failed: a REJOIN without an answer is followed by the RELEASE that is in it. *)
Undo(call) ==
  IF call.op # "rejoin" THEN {} ELSE {Command("release", call.value[1], call.value, call.used)}

(* A command or its answer is lost: the process gives it up. *)
LoseCall(p) ==
  LET call == client[p].call
  IN /\ call # NoCall /\ Fault("lost call")
     /\ client' = [client EXCEPT ![p].call = NoCall]
     /\ net' = net \cup Undo(call)
     /\ UNCHANGED <<server, hears, stranger, copy>>

(* The process gives up a command that runs later all the same. *)
DelayCall(p) ==
  LET call == client[p].call
  IN /\ Unanswered(call) /\ Fault("delayed call")
     /\ client' = [client EXCEPT ![p].call = NoCall]
     /\ net' = net \cup Stray(call) \cup Undo(call)
     /\ UNCHANGED <<server, hears, stranger, copy>>

(* The answer to CANCEL or RELEASE is lost, and it is sent again. *)
SettleAgain ==
  \E c \in net :
    /\ c.op \in {"cancel", "release"} /\ Fault("lost call")
    /\ server' = Heard(Perform(server, c).server)
    /\ UNCHANGED <<client, hears, net, stranger, copy>>

LosePush ==
  \E push \in server.pushes :
    /\ Fault("lost push")
    /\ server' = [server EXCEPT !.pushes = @ \ {push}]
    /\ UNCHANGED <<client, hears, net, stranger, copy>>

(* The push connection breaks; what was on its way there is lost. *)
Disconnect(p) ==
  /\ Alive(p) /\ hears[p] # Nowhere /\ Fault("connection")
  /\ hears' = [hears EXCEPT ![p] = Nowhere]
  /\ server' = Deaf(p)
  /\ UNCHANGED <<client, net, stranger, copy>>

Reconnect(p) ==
  /\ Alive(p) /\ hears[p] = Nowhere
  /\ hears' = [hears EXCEPT ![p] = Here]
  /\ UNCHANGED <<server, client, net, faults, stranger, copy>>

(* It is opened again, and leads to a replica: an address may stand for several servers. *)
LeadAstray(p) ==
  /\ Alive(p) /\ hears[p] # Elsewhere /\ Fault("replica")
  /\ hears' = [hears EXCEPT ![p] = Elsewhere]
  /\ UNCHANGED <<server, client, net, stranger, copy>>

(* A replica that has everything becomes the primary, and the one before is its replica from here *)
(* on: commands go to the one, and push connections stay at the other.                            *)
Demote ==
  /\ Fault("demotion")
  /\ hears' = [p \in Procs |-> IF Counted(p) THEN Elsewhere ELSE hears[p]]
  /\ UNCHANGED <<server, client, net, stranger, copy>>

(* A process dies. Its last command may run yet. *)
Crash(p) ==
  /\ Alive(p) /\ Fault("crash")
  /\ client' = [client EXCEPT ![p] = [Idle EXCEPT !.state = "dead", !.asked = client[p].asked]]
  /\ \/ net' = net
     \/ net' = net \cup Stray(client[p].call)
  /\ server' = Deaf(p)
  /\ UNCHANGED <<hears, stranger, copy>>

(* The server sees that the connection of a dead process is closed. *)
Notice(p) ==
  /\ ~Alive(p) /\ hears[p] # Nowhere
  /\ hears' = [hears EXCEPT ![p] = Nowhere]
  /\ UNCHANGED <<server, client, net, faults, stranger, copy>>

--------------------------------------------------------------------------------
(* What the server forgets. *)

(* What is remembered of the state before, for the properties only *)
Remembering(s) ==
  [s EXCEPT !.grants = server.grants, !.issued = server.issued, !.rising = server.rising]

(* Queue and fence record are lost, the lock is not: evicted, or deleted by hand. *)
LoseSideKeys ==
  /\ Fault("lost side keys")
  /\ server' = [server EXCEPT !.queue = <<>>, !.record = NoRecord]
  /\ UNCHANGED <<client, hears, net, stranger, copy>>

(* A server without persistence restarts. *)
Restart ==
  /\ Fault("restart")
  /\ server' = Remembering([Empty EXCEPT !.clock = server.clock])
  /\ hears' = [p \in Procs |-> Nowhere]
  /\ UNCHANGED <<client, net, stranger, copy>>

(* A replica falls behind … *)
Replicate ==
  /\ "failover" \in Kinds /\ faults < Faults /\ copy = NoCopy
  /\ copy' = [server EXCEPT !.pushes = {}]
  /\ UNCHANGED <<server, client, hears, net, faults, stranger>>

(* … and takes over, without the newest writes. Its clock is not behind, and to take over takes   *)
(* longer than the fences that were set aside are ahead of it.                                    *)
ClockOfReplica == Max(server.clock, server.issued + Span)

Failover ==
  /\ copy # NoCopy /\ Fault("failover")
  /\ server' = Remembering([copy EXCEPT !.clock = ClockOfReplica])
  /\ copy' = NoCopy
  /\ hears' = [p \in Procs |-> Nowhere]
  /\ UNCHANGED <<client, net, stranger>>

--------------------------------------------------------------------------------
(* Another program takes the lock as the convention has it, SET NX PX, and deletes its own value. *)
StrangerTakes ==
  /\ Fault("stranger") /\ ~Taken(server)
  /\ server' = [server EXCEPT !.key = [value |-> Stranger, ttl |-> Lease]]
  /\ stranger' = Lease
  /\ UNCHANGED <<client, hears, net, copy>>

StrangerFrees ==
  /\ stranger > 0 /\ stranger' = 0
  /\ server' = IF Owns(server, Stranger) THEN [server EXCEPT !.key = NoKey] ELSE server
  /\ UNCHANGED <<client, hears, net, faults, copy>>

FaultsInit == faults = 0 /\ stranger = 0 /\ copy = NoCopy

FaultsNext ==
  \/ \E p \in Procs :
       \/ LoseCall(p) \/ DelayCall(p) \/ Disconnect(p) \/ Reconnect(p) \/ Crash(p) \/ Notice(p)
       \/ LeadAstray(p)
  \/ Demote \/ SettleAgain \/ LosePush \/ LoseSideKeys \/ Restart \/ Replicate \/ Failover
  \/ StrangerTakes \/ StrangerFrees
================================================================================
