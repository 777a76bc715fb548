-------------------------------- MODULE Client ---------------------------------
(* The processes that use the lock. Each has one attempt or one hold at a time, and one command   *)
(* whose answer it awaits. What it sends and does not await (CANCEL, RELEASE, and a command that  *)
(* it gave up) is on its way until the server has run it.                                         *)
EXTENDS Server

CONSTANT Asks  \* how many requests each process makes

VARIABLES
  client,  \* of each process: what it is about, its attempt, its hold and the command it awaits
  net      \* commands on their way that nobody awaits

NoCall == [op |-> "none"]
NoReply == [word |-> "none"]
NoPlace == [late |-> 0, clock |-> -1]
NoHold == [value |-> <<>>, fence |-> 0, last |-> 0, left |-> 0]
Idle == [state |-> "idle", asked |-> 0, place |-> NoPlace, hold |-> NoHold, call |-> NoCall]

Alive(p) == client[p].state # "dead"
Waits(p) == client[p].state = "waits"
Has(p) == client[p].state = "holds"       \* has a hold, which may have run out
Holds(p) == Has(p) /\ client[p].hold.left > 0
Request(p) == <<p, client[p].asked>>
Awaited(r) == Waits(Process(r)) /\ Request(Process(r)) = r
Calm(p) == client[p].call = NoCall

Command(op, r, value, last) == [op |-> op, request |-> r, value |-> value, used |-> last]
Sent(c) == [op |-> c.op, request |-> c.request, value |-> c.value, used |-> c.used,
            age |-> 0, reply |-> NoReply]
Dated(reply, late) ==
  [word |-> reply.word, fence |-> reply.fence, clock |-> reply.clock, late |-> late]
Unanswered(call) == call # NoCall /\ call.reply = NoReply

(* A call as a command on its way, which nobody awaits any more. *)
Stray(call) ==
  IF Unanswered(call) THEN {Command(call.op, call.request, call.value, call.used)} ELSE {}

(* The server after a script. A push for which nobody waits is dropped by who hears it; it is     *)
(* left out here at once.                                                                         *)
Heard(s) == [s EXCEPT !.pushes = {m \in @ : Awaited(m.request)}]
Deaf(p) == [server EXCEPT !.pushes = {m \in @ : Process(m.request) # p}]

--------------------------------------------------------------------------------
(* Until when a grant is believed: what is left of it, by the clock of the process.               *)

(* Validity.afterReply: the server began to count after the command was sent. *)
LeaseLeft(call) == Lease - call.age
RenewalLeft(call) == Lease - call.age

(* Validity.grantedAt: a push is dated by the last reply that told our place. That is taken for   *)
(* as old as its command, so a push seems older than it is by what the command needed.            *)
Placed(call) == [late |-> call.reply.late, clock |-> call.reply.clock]
ClaimLeft(push, place) == Claim - push.age - place.late

(* Acquisition.onGrant: the reply says that an older grant was over by then. *)
IsNews(push, place) == place # NoPlace /\ push.clock > place.clock

MustConfirm(p) == p \in Callers
MayPass(hold) == hold.fence < hold.last
Used(hold) == IF Span = 1 THEN 0 ELSE hold.fence

Believe(p, value, fence, left) ==
  /\ client' = [client EXCEPT
       ![p].state = "holds", ![p].call = NoCall, ![p].place = NoPlace,
       ![p].hold = [value |-> value, fence |-> fence, last |-> fence + Span - 1, left |-> left]]
  /\ server' = Deaf(p)

--------------------------------------------------------------------------------
(* Getting the lock. *)

Ask(p) ==
  /\ client[p].state = "idle" /\ client[p].asked < Asks
  /\ LET r == <<p, client[p].asked + 1>>
     IN client' = [client EXCEPT ![p].state = "waits", ![p].asked = @ + 1,
                                 ![p].call = Sent(Command("acquire", r, <<>>, 0))]
  /\ UNCHANGED <<server, hears, net>>

Poll(p) ==
  /\ Waits(p) /\ Calm(p)
  /\ client' = [client EXCEPT ![p].call = Sent(Command("acquire", Request(p), <<>>, 0))]
  /\ UNCHANGED <<server, hears, net>>

(* The command of a process reaches the server. *)
Run(p) ==
  LET call == client[p].call
  IN /\ Unanswered(call)
     /\ LET outcome == Perform(server, call)
        IN /\ server' = Heard(outcome.server)
           /\ client' = [client EXCEPT ![p].call.reply = Dated(outcome.reply, call.age)]
     /\ UNCHANGED <<hears, net>>

(* ACQUIRE or REJOIN is answered. A grant that is over, and a REJOIN of a lock that was lost, are *)
(* followed by another ACQUIRE.                                                                   *)
HearAcquire(p) ==
  LET call == client[p].call
  IN /\ call.op \in {"acquire", "rejoin"} /\ ~Unanswered(call)
     /\ IF call.reply.word = "granted" /\ LeaseLeft(call) > 0
        THEN Believe(p, Value(call.request, call.reply.fence), call.reply.fence, LeaseLeft(call))
        ELSE /\ client' = [client EXCEPT
                  ![p].call = NoCall,
                  ![p].place = IF call.reply.word = "queued" THEN Placed(call) ELSE @]
             /\ UNCHANGED server
     /\ UNCHANGED <<hears, net>>

(* A grant is pushed. One that comes while a command is under way is looked at when that is       *)
(* answered. One that cannot be believed is a reason to poll.                                     *)
HearPush(p) ==
  \E push \in server.pushes :
    /\ Process(push.request) = p /\ Waits(p) /\ Calm(p) /\ hears[p] # Nowhere
    /\ LET left == ClaimLeft(push, client[p].place)
           value == Value(push.request, push.fence)
       IN IF ~IsNews(push, client[p].place) \/ left <= 0
          THEN server' = [server EXCEPT !.pushes = @ \ {push}] /\ UNCHANGED client
          ELSE IF MustConfirm(p)
          THEN /\ client' = [client EXCEPT
                    ![p].call = Sent(Command("confirm", push.request, value, push.fence))]
               /\ server' = [server EXCEPT !.pushes = @ \ {push}]
          ELSE Believe(p, value, push.fence, left)
    /\ UNCHANGED <<hears, net>>

HearConfirm(p) ==
  LET call == client[p].call
  IN /\ call.op = "confirm" /\ ~Unanswered(call)
     /\ IF call.reply.word = "renewed" /\ LeaseLeft(call) > 0
        THEN Believe(p, call.value, call.used, LeaseLeft(call))
        ELSE client' = [client EXCEPT ![p].call = NoCall] /\ UNCHANGED server
     /\ UNCHANGED <<hears, net>>

(* Nobody here waits any longer. *)
GiveUp(p) ==
  /\ Waits(p) /\ Calm(p)
  /\ client' = [client EXCEPT ![p].state = "idle", ![p].place = NoPlace]
  /\ net' = net \cup {Command("cancel", Request(p), <<>>, 0)}
  /\ server' = Deaf(p)
  /\ UNCHANGED hears

--------------------------------------------------------------------------------
(* Having it. *)

SendRenew(p) ==
  /\ Holds(p) /\ Calm(p) /\ client[p].hold.left < Lease
  /\ client' = [client EXCEPT
       ![p].call = Sent(Command("renew", Request(p), client[p].hold.value, 0))]
  /\ UNCHANGED <<server, hears, net>>

HearRenew(p) ==
  LET call == client[p].call
  IN /\ call.op = "renew" /\ ~Unanswered(call)
     /\ client' = IF call.reply.word = "renewed"
                  THEN [client EXCEPT ![p].call = NoCall,
                                      ![p].hold.left = Max(@, RenewalLeft(call))]
                  ELSE [client EXCEPT ![p].call = NoCall, ![p].hold = NoHold, ![p].state = "idle"]
     /\ UNCHANGED <<server, hears, net>>

(* The next holder in the process has the next of the fences set aside. The clock is never behind *)
(* the fences that were given out by more than NextFence allows for.                              *)
Passed(s, fence) == [s EXCEPT !.issued = Max(@, fence), !.clock = Max(@, fence - Allowance)]

Pass(p) ==
  /\ Holds(p) /\ MayPass(client[p].hold)
  /\ client' = [client EXCEPT ![p].hold.fence = @ + 1]
  /\ server' = Passed(server, client[p].hold.fence + 1)
  /\ UNCHANGED <<hears, net>>

(* The lock is released, or was held until it had run out and is swept. *)
GiveBack(p) ==
  LET hold == client[p].hold
  IN /\ Has(p)
     /\ client' = [client EXCEPT ![p].state = "idle", ![p].hold = NoHold, ![p].call = NoCall]
     /\ net' = net \cup Stray(client[p].call)
                   \cup {Command("release", Request(p), hold.value, Used(hold))}
     /\ UNCHANGED <<server, hears>>

(* It is handed on, and asked for again in the same script, for others here. *)
SendRejoin(p) ==
  LET hold == client[p].hold
      r == <<p, client[p].asked + 1>>
  IN /\ Holds(p) /\ client[p].asked < Asks /\ p \notin Callers
     /\ client' = [client EXCEPT ![p].state = "waits", ![p].asked = @ + 1, ![p].hold = NoHold,
                                 ![p].call = Sent(Command("rejoin", r, hold.value, Used(hold)))]
     /\ net' = net \cup Stray(client[p].call)
     /\ UNCHANGED <<server, hears>>

(* A CANCEL is sent once more after a command that it undoes cannot run any longer. *)
Doubtful(c) ==
  c.op = "cancel" /\ \E d \in net : d.request = c.request /\ d.op \in {"acquire", "rejoin"}

(* A command that nobody awaits reaches the server. *)
Settle ==
  \E c \in net :
    /\ server' = Heard(Perform(server, c).server)
    /\ net' = IF Doubtful(c) THEN net ELSE net \ {c}
    /\ UNCHANGED <<client, hears>>

--------------------------------------------------------------------------------
(* For what is said of it. *)

(* A request is not over for its process, a command on its way, or one who died with it. *)
Of(c, r) == c # NoCall /\ (c.request = r \/ (c.op = "rejoin" /\ c.value[1] = r))
Concerned(r) ==
  \/ ~Alive(Process(r))
  \/ Awaited(r)
  \/ Has(Process(r)) /\ Request(Process(r)) = r
  \/ Of(client[Process(r)].call, r)
  \/ \E c \in net : Of(c, r)

(* A tick later; the clock of the server is past all fences that were set aside. *)
Less(n) == Max(0, n - 1)
Older(n, most) == IF n < most THEN n + 1 ELSE most

AgedClient(c) ==
  [c EXCEPT !.hold.left = Less(@),
            !.call = IF @ = NoCall THEN @ ELSE [@ EXCEPT !.age = Older(@, Lease)]]

LastSetAside == IF server.record = NoRecord THEN server.issued ELSE server.record.last

ClientInit == client = [p \in Procs |-> Idle] /\ net = {}

ClientNext ==
  \/ \E p \in Procs :
       \/ Ask(p) \/ Poll(p) \/ Run(p) \/ HearAcquire(p) \/ HearPush(p) \/ HearConfirm(p)
       \/ GiveUp(p) \/ SendRenew(p) \/ HearRenew(p) \/ Pass(p) \/ GiveBack(p) \/ SendRejoin(p)
  \/ Settle
================================================================================
