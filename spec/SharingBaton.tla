------------------------------ MODULE SharingBaton -----------------------------
(* A lock that is shared, with time, by the same client, whose commands and pushes are lost and   *)
(* late as those of Baton.tla: who wants it alone has it alone, permits are limited, fences rise, *)
(* and nothing stays behind. Order is in SharingWaiting.tla.                                      *)
EXTENDS Faults, Sharing, TLC

CONSTANT Grants  \* how many grants are looked at; a behaviour with more is followed no further

vars == <<server, client, hears, net, faults, stranger, copy>>

Aged(key) ==
  IF key.ttl <= 1 THEN NoKey
  ELSE IF key.value # Shared THEN [key EXCEPT !.ttl = @ - 1]
  ELSE [key EXCEPT !.ttl = @ - 1, !.ends = [r \in DOMAIN @ |-> Less(@[r])],
                   !.heard.age = IF key.heard = Unheard THEN 0 ELSE Older(@, Silence)]

Tick ==
  /\ server' = [server EXCEPT
       !.key = Aged(@), !.clock = Max(@, LastSetAside),
       !.pushes = {[push EXCEPT !.age = Older(@, Claim)] : push \in @}]
  /\ client' = [p \in Procs |-> AgedClient(client[p])]
  /\ stranger' = Less(stranger)
  /\ UNCHANGED <<hears, net, faults, copy>>

Init == server = Empty /\ hears = [p \in Procs |-> Here] /\ ClientInit /\ FaultsInit
Next == \/ ClientNext /\ UNCHANGED <<faults, stranger, copy>>
        \/ FaultsNext
        \/ Tick
Spec == Init /\ [][Next]_vars

Bounded == server.grants <= Grants
Symmetry == Permutations(Readers) \cup Permutations(Small)

(* In the place of Client.MayPass: a share has one fence. *)
MayPassAlone(hold) == hold.value[1] # NoRequest /\ Alone(hold.value[1]) /\ hold.fence < hold.last

--------------------------------------------------------------------------------
Believers == {Request(p) : p \in {q \in Procs : Holds(q)}}
ForPermits(R) == {r \in R : ~Alone(r) /\ ~Reads(r)}

(* I1: nobody holds the lock beside one who believes to have it alone. *)
Exclusion ==
  \/ stranger = 0 /\ \A r \in Believers : Alone(r) => Believers = {r}
  \/ stranger > 0 /\ Believers = {}

(* … and whoever believes to hold the lock, or a share, is in the key, for no shorter. *)
KeyIsTheirs ==
  /\ \A p \in Procs : Holds(p) =>
       /\ client[p].hold.left <= server.key.ttl
       /\ IF Alone(Request(p)) THEN Owns(server, client[p].hold.value)
          ELSE /\ HasShare(server, Request(p))
               /\ client[p].hold.left <= server.key.ends[Request(p)]
  /\ stranger > 0 => Owns(server, Stranger)

(* No more permits are given out than there are. *)
Limited == Weight(ForPermits(Believers)) <= Limit

(* The sum is that of those who are in the key, and there is no key without any. *)
Sum == IsShared(server) => server.key.sum = Weight(Sharers(server)) /\ Sharers(server) # {}

(* I2: who has it alone has a larger fence than all before, and so have those who share it next;  *)
(* all who share it at a time have the same …                                                     *)
FencesRise == server.rising
OneFence ==
  \A p, q \in Procs : Holds(p) /\ Holds(q) /\ Reads(Request(p)) /\ Reads(Request(q)) =>
    client[p].hold.fence = client[q].hold.fence

(* … fences are not ahead of the clock by more than is allowed for when the record is lost …      *)
InReach == server.record.last < server.clock + Allowance + Span

(* … and permits are numbered in their order. *)
Number(s) == IF IsShared(s) THEN s.key.permit ELSE 0
PermitsRise ==
  [][Number(server') \notin {0, Number(server)} => Number(server') > server.clock]_vars

(* I6, as in Baton.tla; a share that ran out is nobody's. *)
Owners(s) ==
  IF IsShared(s) THEN Sharers(s) \ Over(s)
  ELSE IF Taken(s) /\ s.key.value # Stranger THEN {s.key.value[1]} ELSE {}
NothingLeft == \A r \in Range(server.queue) \cup Owners(server) : Concerned(r)

LeasesEnd ==
  server.key.ttl <= Lease /\ \A r \in Sharers(server) : server.key.ends[r] <= server.key.ttl
================================================================================
