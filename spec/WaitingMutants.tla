---------------------------- MODULE WaitingMutants -----------------------------
(* Rules left out without which waiters wait for ever. *)
EXTENDS Waiting

(* in the place of Poll *)
NoPolling(p) == FALSE

(* in the place of Reconnect *)
NoReconnection(p) == FALSE

(* in the place of Expires: a lease without an end *)
NeverExpires == server
================================================================================
