------------------------------- MODULE Sharing ---------------------------------
(* A lock that can be shared, on one primary: what its keys hold while it is, and what each       *)
(* script makes of them. Whoever wants it alone asks as in Server.tla. A share has a weight; a    *)
(* reader's has no limit, permits are limited.                                                    *)
(*                                                                                                *)
(* While a lock is shared its key is a set: of each holder what is left of its lease, the sum of  *)
(* the weights, the fence of the readers, the newest number of a permit, and since when the first *)
(* in the queue was not heard of. All of it goes with the key.                                    *)
EXTENDS Server

CONSTANTS
  Readers,  \* the processes that want to share the lock without a limit
  Strict,   \* those of them that keep to the order of coming
  Small,    \* those that want one permit
  Large,    \* those that want two; all others want the lock alone
  Limit,    \* how many permits there are
  Silence   \* for how long the first in the queue may be silent

Reads(r) == Process(r) \in Readers
Alone(r) == Process(r) \notin Readers \cup Small \cup Large
Weight(R) ==
  Cardinality({r \in R : ~Alone(r)}) + Cardinality({r \in R : Process(r) \in Large})

(* In the place of Server.Value: that of a share is the same for each grant. *)
ValueOrShare(r, f) ==
  IF Alone(r) /\ Process(r) \notin Callers THEN <<r, f>> ELSE <<r, 0>>

Shared == <<"shared">>
Unheard == [request |-> NoRequest, age |-> 0]
NotShared == [value |-> Shared, ttl |-> 0, sum |-> 0, ends |-> <<>>, fence |-> 0, permit |-> 0,
              heard |-> Unheard]
IsShared(s) == Taken(s) /\ s.key.value = Shared
Sharers(s) == IF IsShared(s) THEN DOMAIN s.key.ends ELSE {}
HasShare(s, r) == r \in Sharers(s)
With(ends, r, left) == [q \in DOMAIN ends \cup {r} |-> IF q = r THEN left ELSE ends[q]]

--------------------------------------------------------------------------------
(* What the scripts have in common: share.lua *)

(* lighten: the lock goes with the last of the weight *)
Lightened(s, gone) ==
  IF gone = {} THEN s
  ELSE IF s.key.sum > Weight(gone)
  THEN [s EXCEPT !.key.ends = [r \in DOMAIN @ \ gone |-> @[r]], !.key.sum = @ - Weight(gone)]
  ELSE [s EXCEPT !.key = NoKey]

(* read_sharing: those whose lease is over are taken out *)
Over(s) == {r \in Sharers(s) : s.key.ends[r] = 0}
Swept(s) == Lightened(s, Over(s))

(* The last fence that was given out. That of the readers is in the key, too. *)
Last(s) == Max(s.record.last, IF IsShared(s) THEN s.key.fence ELSE 0)

Fits(s, r) ==
  \/ ~Taken(s) /\ (Alone(r) \/ Reads(r) \/ Weight({r}) <= Limit)
  \/ IsShared(s) /\ ~Alone(r) /\ (Reads(r) \/ s.key.sum + Weight({r}) <= Limit)

(* lease_share: the key lasts for as long as the longest lease *)
Leased(key, r, ttl) == [key EXCEPT !.ends = With(@, r, ttl), !.ttl = Max(@, ttl)]
KeyOfAll(ttl, lease) == Max(ttl, lease)

(* All readers who share at a time have the fence of the first. *)
ReadersFence(s, key, last) == IF key.fence = 0 THEN NextFence(s, last) ELSE key.fence

(* share: a permit's number, of which there can be several in one script, is no fence *)
GiveShare(s, r, last, ttl) ==
  LET key == IF IsShared(s) THEN s.key ELSE NotShared
      fence == IF Reads(r) THEN ReadersFence(s, key, last) ELSE key.fence
      first == fence # 0 /\ key.fence = 0
  IN [s EXCEPT !.key = [key EXCEPT
                          !.ends = With(@, r, ttl), !.ttl = KeyOfAll(@, ttl),
                          !.sum = @ + Weight({r}), !.fence = fence,
                          !.permit = IF Reads(r) THEN @ ELSE Max(@ + 1, s.clock + 1)],
               !.record = IF first THEN [fence |-> fence, last |-> fence, request |-> NoRequest]
                          ELSE @,
               !.grants = @ + 1, !.issued = Max(@, fence),
               !.rising = @ /\ (Reads(r) => IF first THEN fence > s.issued ELSE fence = s.issued)]

GiveAny(s, r, last, ttl) ==
  IF Alone(r) THEN Give(s, r, NextFence(s, last), ttl, s.queue) ELSE GiveShare(s, r, last, ttl)
FenceOf(s, r) ==
  IF Alone(r) THEN s.record.fence ELSE IF Reads(r) THEN s.key.fence ELSE s.key.permit

(* offer: who is not there is passed over; who asks has its lease at once, and hears by the reply *)
Offer(s, r, last, me) ==
  IF r # me /\ ~Counted(Process(r)) THEN s
  ELSE LET t == GiveAny(s, r, last, IF r = me THEN Lease ELSE Claim)
           push == [request |-> r, fence |-> FenceOf(t, r), clock |-> s.clock + 1, age |-> 0]
       IN [t EXCEPT !.pushes = @ \cup {push}]

RECURSIVE OfferEach(_, _, _, _)
OfferEach(s, line, last, me) ==
  IF line = <<>> THEN s
  ELSE OfferEach(Offer(s, Head(line), last, me), Tail(line), last, me)

(* together: with a reader come all others that do not keep to the order *)
Together(s, me) ==
  LET head == Head(s.queue)
      Comes(r) == r = head \/ (Reads(r) /\ Process(r) \notin Strict)
  IN IF Reads(head) /\ (head = me \/ Counted(Process(head)))
     THEN SelectSeq(s.queue, Comes) ELSE <<head>>

(* serve, and grant_next in grant.lua: those who are next have the lock for as long as it fits *)
RECURSIVE Serve(_, _, _)
Serve(s, last, me) ==
  IF s.queue = <<>> \/ ~Fits(s, Head(s.queue)) THEN s
  ELSE LET turn == Together(s, me)
           rest == SelectSeq(s.queue, LAMBDA r : r \notin Range(turn))
       IN Serve(OfferEach([s EXCEPT !.queue = rest], turn, last, me), last, me)

(* grant_next in grant.lua: a lock that was held alone, or free, goes on. Permits have no fence,   *)
(* so that those which were set aside are given up here.                                          *)
Settled(s, last) == [s EXCEPT !.record = [fence |-> last, last |-> last, request |-> NoRequest]]
MustSettle(s, last) == IsShared(s) /\ s.key.fence = 0 /\ last # 0

HandToNext(s, line, last, me) ==
  LET t == Serve([s EXCEPT !.key = NoKey, !.queue = line], last, me)
  IN IF MustSettle(t, last) THEN Settled(t, last) ELSE t

(* drop_silent: while the first does not fit, it must be heard of; and somebody must listen *)
HeardOf(s) == [s EXCEPT !.key.heard = [request |-> Head(s.queue), age |-> 0]]
Silent(s) == s.key.heard.request = Head(s.queue) /\ s.key.heard.age >= Silence
MustGo(s) == ~Counted(Process(Head(s.queue))) \/ Silent(s)

RECURSIVE ServeOrDrop(_, _, _)
ServeOrDrop(s, last, me) ==
  LET t == Serve(s, last, me)
  IN CASE HasShare(t, me) \/ ~IsShared(t) \/ t.queue = <<>> -> t
       [] OTHER ->
            IF Head(t.queue) = me THEN HeardOf(t)
            ELSE IF MustGo(t)
            THEN ServeOrDrop([t EXCEPT !.queue = Tail(@), !.key.heard = Unheard], last, me)
            ELSE IF t.key.heard.request = Head(t.queue) THEN t ELSE HeardOf(t)

--------------------------------------------------------------------------------
(* The scripts. *)

Free(s) == [s EXCEPT !.key = NoKey]

(* The fence that was told to who asks *)
Reply(s, t, r) ==
  LET mine == {push \in t.pushes : push.request = r /\ push.clock = s.clock + 1}
  IN IF mine = {} THEN Answer(t, "queued", 0)
     ELSE Answer([t EXCEPT !.pushes = @ \ mine], "granted", (CHOOSE push \in mine : TRUE).fence)

AcquireAlone(s, r) ==
  LET t == [Swept(s) EXCEPT !.queue = Joined(@, r)]
  IN CASE Granted(s, r) ->
            Answer([s EXCEPT !.key.ttl = Lease, !.queue = Without(@, r)], "granted", s.record.fence)
       [] ~Granted(s, r) /\ IsShared(t) -> Reply(s, ServeOrDrop(t, Last(s), r), r)
       [] ~Granted(s, r) /\ ~IsShared(t) ->
            Reply(s, IF Taken(t) THEN t ELSE HandToNext(t, t.queue, Last(s), r), r)

(* The usual case of share.lua: a share fits beside those that are known, and nobody waits. *)
NobodyWaits(s) == s.queue = <<>>
JoinsAtOnce(s, r) ==
  /\ NobodyWaits(s) /\ IsShared(s) /\ ~HasShare(s, r) /\ Fits(s, r) /\ FenceOf(s, r) # 0

(* The number that a permit had is not known any more when it is asked for again. *)
Numbered(s) == [s EXCEPT !.key.permit = Max(@ + 1, s.clock + 1), !.grants = @ + 1]

Share(s, r) ==
  LET t == Swept(s)
      line == Joined(s.queue, r)
  IN CASE JoinsAtOnce(s, r) ->
            LET u == GiveShare(s, r, Last(s), Lease) IN Answer(u, "granted", FenceOf(u, r))
       [] ~JoinsAtOnce(s, r) /\ HasShare(t, r) ->
            LET u == IF Reads(r) THEN t ELSE Numbered(t)
            IN Answer([u EXCEPT !.key = Leased(@, r, Lease), !.queue = Without(@, r)],
                      "granted", FenceOf(u, r))
       [] ~JoinsAtOnce(s, r) /\ ~HasShare(t, r) ->
            Reply(s, ServeOrDrop([t EXCEPT !.queue = line], Last(s), r), r)

(* A lock that was held alone goes on, or is free, as in HandOnOrFree. *)
ServeOrFree(s, line, last) ==
  LET t == HandToNext(s, line, last, NoRequest)
  IN IF Taken(t) \/ Span = 1 THEN t ELSE Settled(t, last)

ReleaseAlone(s, value, used) ==
  Answer(IF MayRelease(s, value) THEN ServeOrFree(s, s.queue, LastUsed(s, used)) ELSE s, "done", 0)

MayUnshare(s, r) == HasShare(s, r)

(* Those who ran out are not looked for if nobody waits. *)
Unshare(s, r) ==
  LET t == Swept(s)
      gone == IF r \in Sharers(t) THEN {r} ELSE {}
  IN Answer(IF ~IsShared(s) THEN s
            ELSE IF s.queue = <<>> /\ MayUnshare(s, r) THEN Lightened(s, {r})
            ELSE Serve(Lightened(t, gone), Last(s), NoRequest),
            "done", 0)

RejoinAlone(s, r, value, used) ==
  IF Owns(s, value)
  THEN Reply(s, HandToNext(s, Joined(s.queue, r), LastUsed(s, used), r), r)
  ELSE Answer(s, "lost", 0)

MayProlong(s, r) == HasShare(s, r) /\ s.key.ends[r] > 0

Prolong(s, r) ==
  IF MayProlong(s, r) THEN Answer([s EXCEPT !.key = Leased(@, r, Lease)], "renewed", 0)
  ELSE Answer(s, "lost", 0)

(* Who leaves may have held up those behind. *)
ServeBehind(s, last) == IF Taken(s) /\ ~IsShared(s) THEN s ELSE Serve(s, last, NoRequest)

CancelAny(s, r) ==
  LET t == [s EXCEPT !.queue = Leave(@, r)]
      heldUp == t.queue # s.queue /\ t.queue # <<>> /\ IsShared(s)
      swept == Swept(t)
      gone == IF HasShare(swept, r) THEN {r} ELSE {}
  IN Answer(CASE ~Alone(r) \/ heldUp -> ServeBehind(Lightened(swept, gone), Last(s))
              [] Alone(r) /\ ~heldUp ->
                   IF MustGiveBack(s, r) THEN ServeOrFree(s, t.queue, s.record.fence) ELSE t,
            "done", 0)

(* A script takes longer than the numbers of permits that it gives out are apart. *)
Timed(s, outcome) ==
  LET t == outcome.server
      now == IF t.grants > s.grants THEN s.clock + 1 ELSE s.clock
      numbers == IF IsShared(t) THEN t.key.permit ELSE 0
  IN [server |-> [t EXCEPT !.clock = Max(now, numbers)],
      reply |-> [outcome.reply EXCEPT !.clock = now]]

(* In the place of Server.Perform: what a process sends depends on what it wants, or has. *)
PerformSharing(s, c) ==
  Timed(s,
    CASE c.op = "acquire" -> IF Alone(c.request) THEN AcquireAlone(s, c.request)
                             ELSE Share(s, c.request)
      [] c.op = "rejoin" -> RejoinAlone(s, c.request, c.value, c.used)
      [] c.op = "release" -> IF Alone(c.value[1]) THEN ReleaseAlone(s, c.value, c.used)
                             ELSE Unshare(s, c.value[1])
      [] c.op = "cancel" -> CancelAny(s, c.request)
      [] c.op \in {"renew", "confirm"} -> IF Alone(c.value[1]) THEN Renew(s, c.value)
                                          ELSE Prolong(s, c.value[1]))
================================================================================
