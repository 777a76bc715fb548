----------------------------- MODULE SharingMutants ----------------------------
(* Rules left out, or put wrong, for locks that are shared, with time. *)
EXTENDS SharingBaton

(* in the place of KeyOfAll: the key lasts for as long as the first lease *)
KeyOfTheFirst(ttl, lease) == IF ttl = 0 THEN lease ELSE ttl

(* … as the newest *)
KeyOfTheNewest(ttl, lease) == lease

(* in the place of Swept: who ran out is taken out, and its weight is not *)
SweptButForTheSum(s) ==
  IF Over(s) = {} THEN s
  ELSE IF Over(s) = Sharers(s) THEN Free(s)
  ELSE [s EXCEPT !.key.ends = [r \in DOMAIN @ \ Over(s) |-> @[r]]]

(* in the place of ReadersFence: each has its own *)
FenceForEach(s, key, last) == NextFence(s, Max(last, key.fence))

(* in the place of Last and NextFence: the record alone, which can be lost *)
LastOfTheRecord(s) == s.record.last
FenceAfterTheLast(s, last) == last + 1

(* in the place of MustSettle: the record stays as it is when permits are next *)
NothingToSettle(s, last) == FALSE

(* in the place of MayProlong: a share that is gone is there again *)
ProlongingMakesTheShare(s, r) == IsShared(s)

(* in the place of MayUnshare: the sum is made less, whoever shares the lock *)
BlindUnshare(s, r) == IsShared(s)

(* in the place of ClaimLeft: a share that is pushed counts from its arrival *)
FromThePush(push, place) == Claim
================================================================================
