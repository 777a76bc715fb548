----------------------------- MODULE MultiLockMutants --------------------------
(* Rules left out without which those who want several locks wait for each other, or leave some. *)
EXTENDS MultiLock

(* in the place of First: each waits in an order of its own, as its caller named them *)
FirstOfItsOwn(p, names) ==
  IF p = "p1" THEN CHOOSE n \in names : \A m \in names : n <= m
  ELSE CHOOSE n \in names : \A m \in names : n >= m

(* in the place of Behind: … and gives back what comes after that in its own order *)
BehindItsOwn(p, n) == {m \in Held(p) : IF p = "p1" THEN m > n ELSE m < n}

(* in the place of Behind: what was got is kept while others are waited for *)
NothingBehind(p, n) == {}

(* in the place of Parts: a call that gives up leaves what it has *)
NoParts(p) == {}
================================================================================
