--------------------------------- MODULE Baton ---------------------------------
(* Baton's protocol with time: at most one holds the lock, fences rise, whoever came first is     *)
(* served first, and nothing stays behind. That waiters are served at all is in Waiting.tla.      *)
EXTENDS Faults, TLC

CONSTANT Grants  \* how many grants are looked at; a behaviour with more is followed no further

vars == <<server, client, hears, net, faults, stranger, copy>>

Aged(key) == IF key.ttl > 1 THEN [key EXCEPT !.ttl = @ - 1] ELSE NoKey

(* All clocks go on by a tick, that of the server past all fences that were set aside. How much   *)
(* clocks may differ is arithmetic, and not looked at here.                                       *)
Tick ==
  /\ server' = [server EXCEPT
       !.key = Aged(@), !.clock = Max(@, LastSetAside),
       !.pushes = {[push EXCEPT !.age = Older(@, Claim)] : push \in @}]
  /\ client' = [p \in Procs |-> AgedClient(client[p])]
  /\ stranger' = Less(stranger)
  /\ copy' = IF copy = NoCopy THEN copy ELSE [copy EXCEPT !.key = Aged(@)]
  /\ UNCHANGED <<hears, net, faults>>

Init == server = Empty /\ hears = [p \in Procs |-> Here] /\ ClientInit /\ FaultsInit
Next == \/ ClientNext /\ UNCHANGED <<faults, stranger, copy>>
        \/ FaultsNext
        \/ Tick
Spec == Init /\ [][Next]_vars

Bounded == server.grants <= Grants
Symmetry == Permutations(Procs)

--------------------------------------------------------------------------------
(* I1: at most one believes that it holds the lock … *)
Believers == {p \in Procs : Holds(p)} \cup (IF stranger > 0 THEN {Stranger} ELSE {})
Exclusion == Cardinality(Believers) <= 1

(* … and the lock has its value, for no shorter than it believes. *)
KeyIsTheirs ==
  /\ \A p \in Procs : Holds(p) => Owns(server, client[p].hold.value)
                                  /\ client[p].hold.left <= server.key.ttl
  /\ stranger > 0 => Owns(server, Stranger)

(* I2: each grant has a larger fence than all that were given out before … *)
FencesRise == server.rising

(* … and whoever begins to hold the lock has the largest of all. *)
NewestHolds ==
  [][\A p \in Procs : client'[p].hold.fence \notin {0, client[p].hold.fence}
                        => client'[p].hold.fence >= server.issued]_vars

(* I5: nobody who waits and listens is passed over for one who came later, or not yet. *)
InOrder ==
  [][server'.record.request # NoRequest /\ server'.record.fence > server.record.fence
       => LET line == server.queue
              winner == server'.record.request
              place == CHOOSE i \in 1..(Len(line) + 1) :
                         /\ i <= Len(line) => line[i] = winner
                         /\ winner \in Range(line) => i <= Len(line)
          IN \A i \in 1..(place - 1) : ~(Counted(Process(line[i])) /\ Awaited(line[i]))]_vars

(* I6: a request that is over has no place in the queue, and no lock. What a dead process had     *)
(* ends with its lease, and its place when its turn comes.                                        *)
Owner(s) == IF Taken(s) /\ s.key.value # Stranger THEN {s.key.value[1]} ELSE {}
NothingLeft == \A r \in Range(server.queue) \cup Owner(server) : Concerned(r)

(* What stays behind a crash or a lost record ends with its lease. *)
LeasesEnd == server.key.ttl <= Lease
================================================================================
