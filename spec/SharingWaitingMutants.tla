-------------------------- MODULE SharingWaitingMutants ------------------------
(* Rules left out without which those who share pass others, or keep them waiting for ever. *)
EXTENDS SharingWaiting

(* in the place of Swept: those whose lease is over stay *)
NotSwept(s) == s

(* in the place of NobodyWaits: who fits beside those that share the lock joins them *)
WhoeverWaits(s) == TRUE

(* in the place of ServeBehind: who leaves does only that *)
LeaveOnly(s, last) == s

(* in the place of MustGo: a place in the queue is for ever *)
NobodyMustGo(s) == FALSE

(* … is kept for as long as somebody listens *)
OnlyTheDeafMustGo(s) == ~Counted(Process(Head(s.queue)))
================================================================================
