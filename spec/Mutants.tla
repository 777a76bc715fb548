-------------------------------- MODULE Mutants --------------------------------
(* Rules left out, or put wrong. A configuration in mutants/ puts one of them in the place of the *)
(* rule, and TLC must find what that rule is for.                                                 *)
EXTENDS Baton

--------------------------------------------------------------------------------
(* Of the scripts *)

(* in the place of NextFence: the record alone, which can be lost *)
FenceOfTheRecord(s, last) == last + 1

(* … the clock alone, although fences that were set aside are ahead of it *)
FenceOfTheClock(s, last) == s.clock + 1

(* … a forgotten record is taken for one that was not ahead of the clock *)
FenceOfAForgottenRecord(s, last) == Max(last + 1, s.clock + 1)

(* in the place of Value: the same one for all grants to a process *)
ValueOfTheProcess(r, f) == <<<<Process(r), 0>>, 0>>

(* in the place of Overheard: a grant is published, and only then it is seen that nobody listens *)
PublishedBeforeCounted(s, passed, last) ==
  {[request |-> r, fence |-> NextFence(s, last), clock |-> s.clock + 1, age |-> 0] :
     r \in {q \in passed : hears[Process(q)] = Elsewhere}}

(* in the place of Heir: last come, first served *)
LastFirst(listening) == CHOOSE i \in listening : \A j \in listening : i >= j

(* in the place of Ahead: a free lock goes to whoever asks *)
PastTheQueue(line, i) == {}

(* in the place of MayTake: another program's value is no obstacle *)
StrangersDoNotCount(s) == ~Taken(s) \/ s.key.value = Stranger

(* in the place of MayRelease: DEL, without a look at the value *)
BlindRelease(s, value) == Taken(s)

(* in the place of LastUsed: the server is not told how far the lock was passed *)
UsedIsNotTold(s, used) == IF used = 0 THEN s.record.last ELSE s.record.fence

(* in the place of MayRenew: SET, which makes a key that is gone *)
RenewalMakesTheKey(s, value) == ~Taken(s) \/ Owns(s, value)

(* … EXPIRE, whoever has it *)
BlindRenewal(s, value) == Taken(s)

(* in the place of MustGiveBack: CANCEL leaves the queue only *)
CancelLeavesOnly(s, r) == FALSE

(* in the place of Leave: CANCEL gives back only *)
CancelStaysInLine(queue, r) == queue

--------------------------------------------------------------------------------
(* Of the client *)

(* in the place of LeaseLeft, RenewalLeft and ClaimLeft: counted from the arrival *)
FromTheReply(call) == Lease
FromThePush(push, place) == Claim

(* in the place of Placed: the reply is taken for as old as its arrival *)
PlacedAtTheArrival(call) ==
  [late |-> call.reply.late - call.age, clock |-> call.reply.clock]

(* in the place of IsNews and ClaimLeft: a push that no reply dates counts from its arrival *)
AnyPush(push, place) == place = NoPlace \/ push.clock > place.clock
DatedIfItCanBe(push, place) ==
  IF place = NoPlace THEN Claim ELSE Claim - push.age - place.late

(* in the place of MustConfirm and ClaimLeft: believed for the lease, of which it has a claim *)
Unconfirmed(p) == FALSE
AsIfConfirmed(push, place) == Lease - push.age - place.late

(* in the place of MayPass *)
PassBeyond(hold) == hold.fence <= hold.last

(* in the place of Doubtful: CANCEL is not sent again *)
CancelOnce(c) == FALSE

(* in the place of Undo: a REJOIN without an answer is left at that *)
NothingToUndo(call) == {}

--------------------------------------------------------------------------------
(* Of what is assumed of the world: a configuration in limits/ shows what it is for. *)

(* in the place of Passed: a lock goes through all fences set aside while the clock stands still *)
PassedInNoTime(s, fence) == [s EXCEPT !.issued = Max(@, fence)]

(* in the place of ClockOfReplica: it is behind by as much as the replica; a failover in no time *)
ClockLeftBehind == copy.clock
ClockInNoTime == server.clock

(* in the place of Value: a caller has one token for all its requests *)
ReusedToken(r, f) == IF Process(r) \in Callers THEN <<<<Process(r), 0>>, 0>> ELSE <<r, f>>
================================================================================
