-------------------------------- MODULE Waiting --------------------------------
(* Whoever waits, and does not leave, is served. Here no time passes but that which it takes a    *)
(* lock to expire: one that nobody has, or nobody will come to know of, is free some time later.  *)
(* That a grant expires before its push or its answer is heard is a fault; else every grant might *)
(* come too late, and nobody be served.                                                           *)
EXTENDS Faults

vars == <<server, client, hears, net, faults, stranger, copy>>

ToBeHeard ==
  \/ \E push \in server.pushes : Granted(server, push.request)
  \/ \E p \in Procs : /\ client[p].call # NoCall
                      /\ Alive(p) /\ ~Unanswered(client[p].call)
                      /\ client[p].call.reply.word \in {"granted", "renewed"}
Believed == \E p \in Procs : Has(p) /\ Owns(server, client[p].hold.value)

Expires == [server EXCEPT !.key = NoKey]

Expire ==
  /\ Taken(server) /\ ~Believed /\ ~ToBeHeard /\ stranger = 0
  /\ server' = Expires
  /\ UNCHANGED <<client, hears, net, faults, stranger, copy>>

ExpireUnheard ==
  /\ Taken(server) /\ ~Believed /\ ToBeHeard /\ Fault("slow push")
  /\ server' = Expires
  /\ UNCHANGED <<client, hears, net, stranger, copy>>

Init == server = Empty /\ hears = [p \in Procs |-> Here] /\ ClientInit /\ FaultsInit
Next == \/ ClientNext /\ UNCHANGED <<faults, stranger, copy>>
        \/ FaultsNext
        \/ Expire \/ ExpireUnheard

(* Nobody has to want the lock, or to give up; all else that a process can do it does some time.  *)
Steps(p) ==
  \/ Poll(p) \/ Run(p) \/ HearAcquire(p) \/ HearPush(p) \/ HearConfirm(p) \/ HearRenew(p)
  \/ GiveBack(p)
Spec ==
  /\ Init /\ [][Next]_vars
  /\ \A p \in Procs : WF_vars(Steps(p) /\ UNCHANGED <<faults, stranger, copy>>)
  /\ \A p \in Procs : WF_vars(Reconnect(p))
  /\ WF_vars(Settle /\ UNCHANGED <<faults, stranger, copy>>)
  /\ WF_vars(Expire) /\ WF_vars(StrangerFrees)

(* I4, and more: not only is somebody granted a free lock, but everybody who stays has a turn. *)
Served == \A p \in Procs : Waits(p) ~> ~Waits(p)

(* I6: a lock that nobody has does not stay taken. *)
Abandoned == Taken(server) /\ ~Believed /\ stranger = 0
Freed == Abandoned ~> ~Abandoned
================================================================================
