-------------------------------- MODULE MultiLock ------------------------------
(* Several locks at once: who waits for one of them, what it holds meanwhile, and what is left of  *)
(* a call that has ended. Each lock is granted in the order of its queue, by itself, as the other   *)
(* modules say; here there is neither time nor a command that is lost.                              *)
EXTENDS Naturals, Sequences, FiniteSets, TLC

CONSTANTS
  Procs,   \* the processes, each with one call at a time
  Names,   \* the names, as numbers: the order of their bytes
  Losses   \* how many leases are lost

VARIABLES
  owner,    \* of each name: who has it in the server, or Nobody
  queue,    \* of each name: who waits there, in order
  state,    \* of each process: idle, tries, waits, holds
  wanted,   \* … the names that its call is for
  tried,    \* … those of them that have answered in this round
  awaited,  \* … the one that it waits for, or 0
  giving,   \* … those whose release is under way: it reaches the server whatever happens
  lost      \* how many leases were lost

Symmetry == Permutations(Procs)
vars == <<owner, queue, state, wanted, tried, awaited, giving, lost>>
Nobody == "nobody"

Held(p) == {n \in wanted[p] : owner[n] = p /\ n \notin giving[p]}
Missing(p) == wanted[p] \ Held(p)
Range(line) == {line[i] : i \in DOMAIN line}
Without(line, p) == SelectSeq(line, LAMBDA q : q # p)

(* Which of those that are missing is waited for: the first in the order that all share. *)
First(p, names) == CHOOSE n \in names : \A m \in names : n <= m

(* What is given back before it is waited for: all that comes after it. *)
Behind(p, n) == {m \in Held(p) : m > n}

(* What a call that ends without the locks gives back *)
Parts(p) == Held(p)

(* A lock comes free: who is first in its queue has it. *)
Freed(n) ==
  /\ owner' = [owner EXCEPT ![n] = IF queue[n] = <<>> THEN Nobody ELSE Head(queue[n])]
  /\ queue' = [queue EXCEPT ![n] = IF @ = <<>> THEN @ ELSE Tail(@)]

--------------------------------------------------------------------------------
AskForAll(p) ==
  /\ state[p] = "idle" /\ giving[p] = {}
  /\ \E names \in {some \in SUBSET Names : Cardinality(some) > 1} :
       wanted' = [wanted EXCEPT ![p] = names]
  /\ state' = [state EXCEPT ![p] = "tries"] /\ tried' = [tried EXCEPT ![p] = {}]
  /\ UNCHANGED <<owner, queue, awaited, giving, lost>>

(* One of those that were asked for at once answers: granted if it is free and nobody waits. *)
TryOne(p) ==
  /\ state[p] = "tries"
  /\ \E n \in Missing(p) \ (tried[p] \cup giving[p]) :
       /\ owner' = IF owner[n] = Nobody /\ queue[n] = <<>> THEN [owner EXCEPT ![n] = p] ELSE owner
       /\ tried' = [tried EXCEPT ![p] = @ \cup {n}]
  /\ UNCHANGED <<queue, state, wanted, awaited, giving, lost>>

HaveAll(p) ==
  /\ state[p] = "tries" /\ Missing(p) = {}
  /\ state' = [state EXCEPT ![p] = "holds"]
  /\ UNCHANGED <<owner, queue, wanted, tried, awaited, giving, lost>>

(* All have answered, and some are busy *)
WaitForOne(p) ==
  /\ state[p] = "tries" /\ Missing(p) # {} /\ Missing(p) \subseteq tried[p]
  /\ LET n == First(p, Missing(p)) IN
       /\ giving' = [giving EXCEPT ![p] = @ \cup Behind(p, n)]
       /\ IF owner[n] = Nobody /\ queue[n] = <<>>
          THEN owner' = [owner EXCEPT ![n] = p] /\ UNCHANGED queue
          ELSE queue' = [queue EXCEPT ![n] = Append(@, p)] /\ UNCHANGED owner
       /\ awaited' = [awaited EXCEPT ![p] = n]
  /\ state' = [state EXCEPT ![p] = "waits"]
  /\ UNCHANGED <<wanted, tried, lost>>

(* It is granted: the rest is asked for again. *)
WinOne(p) ==
  /\ state[p] = "waits" /\ p \notin Range(queue[awaited[p]])
  /\ state' = [state EXCEPT ![p] = "tries"] /\ tried' = [tried EXCEPT ![p] = {}]
  /\ awaited' = [awaited EXCEPT ![p] = 0]
  /\ UNCHANGED <<owner, queue, wanted, giving, lost>>

Ends(p, names) ==
  /\ giving' = [giving EXCEPT ![p] = @ \cup names]
  /\ queue' = [n \in Names |-> Without(queue[n], p)]
  /\ state' = [state EXCEPT ![p] = "idle"] /\ wanted' = [wanted EXCEPT ![p] = {}]
  /\ tried' = [tried EXCEPT ![p] = {}] /\ awaited' = [awaited EXCEPT ![p] = 0]
  /\ UNCHANGED <<owner, lost>>

GiveAllBack(p) == state[p] = "holds" /\ Ends(p, Held(p))

(* Its time is up, or it is interrupted, cancelled or refused. *)
GiveAllUp(p) == state[p] \in {"tries", "waits"} /\ Ends(p, Parts(p))

(* A release reaches the server. *)
Return(p) ==
  /\ \E n \in giving[p] :
       /\ giving' = [giving EXCEPT ![p] = @ \ {n}]
       /\ IF owner[n] = p THEN Freed(n) ELSE UNCHANGED <<owner, queue>>
  /\ UNCHANGED <<state, wanted, tried, awaited, lost>>

(* A lease is lost, of one that waits for others too. *)
LoseOne(p) ==
  /\ lost < Losses /\ lost' = lost + 1
  /\ \E n \in Held(p) : Freed(n)
  /\ UNCHANGED <<state, wanted, tried, awaited, giving>>

Init ==
  /\ owner = [n \in Names |-> Nobody] /\ queue = [n \in Names |-> <<>>]
  /\ state = [p \in Procs |-> "idle"] /\ wanted = [p \in Procs |-> {}]
  /\ tried = [p \in Procs |-> {}] /\ awaited = [p \in Procs |-> 0]
  /\ giving = [p \in Procs |-> {}] /\ lost = 0
Next ==
  \E p \in Procs :
    AskForAll(p) \/ TryOne(p) \/ HaveAll(p) \/ WaitForOne(p) \/ WinOne(p) \/ GiveAllBack(p)
    \/ GiveAllUp(p) \/ Return(p) \/ LoseOne(p)

(* Whoever can go on does; but nobody has to ask, to give up, or to lose anything. *)
GoesOn(p) == TryOne(p) \/ HaveAll(p) \/ WaitForOne(p) \/ WinOne(p) \/ GiveAllBack(p)
Spec ==
  /\ Init /\ [][Next]_vars
  /\ \A p \in Procs : WF_vars(GoesOn(p)) /\ WF_vars(Return(p))

--------------------------------------------------------------------------------
(* Who keeps a process waiting: who has the lock and has not begun to give it back, and who came  *)
(* earlier.                                                                                       *)
WaitsFor(p) ==
  IF state[p] # "waits" \/ p \notin Range(queue[awaited[p]]) THEN {}
  ELSE LET n == awaited[p]
           place == CHOOSE i \in DOMAIN queue[n] : queue[n][i] = p IN
       {q \in Procs : owner[n] = q /\ n \notin giving[q]} \cup {queue[n][i] : i \in 1..(place - 1)}

RECURSIVE Reached(_, _)
Reached(from, steps) ==
  IF steps = 0 THEN from
  ELSE Reached(from \cup UNION {WaitsFor(q) : q \in from}, steps - 1)

(* M1: nobody waits for itself, however many there are in between. *)
NoCycle == \A p \in Procs : p \notin Reached(WaitsFor(p), Cardinality(Procs))

(* M2: who waits holds only what comes before. *)
HoldsSmaller == \A p \in Procs : state[p] = "waits" => \A n \in Held(p) : n <= awaited[p]

(* M3: of a call that has ended nothing is left, but what is on its way back. *)
NothingLeft ==
  \A p \in Procs : state[p] = "idle" =>
    \A n \in Names : p \notin Range(queue[n]) /\ (owner[n] = p => n \in giving[p])

(* M4: all or nothing, unless a lease was lost. *)
Together == \A p \in Procs : state[p] = "holds" /\ lost = 0 => Missing(p) = {}

(* M5: whoever asks has all of them some time, or gives up. *)
Served == \A p \in Procs : state[p] \in {"tries", "waits"} ~> state[p] \in {"holds", "idle"}
================================================================================
