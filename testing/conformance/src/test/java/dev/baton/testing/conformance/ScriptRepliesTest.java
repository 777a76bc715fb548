package dev.baton.testing.conformance;

import static dev.baton.internal.script.ProclaimReply.DELETED;
import static dev.baton.internal.script.ProclaimReply.OVERWRITTEN;
import static dev.baton.internal.script.ProclaimReply.PROCLAIMED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.internal.script.AcquireReply;
import dev.baton.internal.script.Call;
import dev.baton.internal.script.Calls;
import dev.baton.internal.script.CancelReply;
import dev.baton.internal.script.ElectionCalls;
import dev.baton.internal.script.InboxNames;
import dev.baton.internal.script.InspectReply;
import dev.baton.internal.script.LeaderReply;
import dev.baton.internal.script.LockKeys;
import dev.baton.internal.script.Push;
import dev.baton.internal.script.Queries;
import dev.baton.internal.script.RaiseReply;
import dev.baton.internal.script.RejoinReply;
import dev.baton.internal.script.ReleaseReply;
import dev.baton.internal.script.RenewReply;
import dev.baton.internal.script.Request;
import dev.baton.internal.script.ServerFeatures;
import dev.baton.internal.script.Term;
import dev.baton.spi.Backend;
import dev.baton.spi.BackendListener;
import dev.baton.spi.ServerError;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every reply of every script, on a real server, and each script sent twice. */
class ScriptRepliesTest extends Contract implements BackendListener {
  private static final LockKeys KEYS = LockKeys.of("k");
  private static final long AHEAD_IF_NONE_IS_KNOWN = 65_536;
  private static final Term TERM = new Term(30_000, 3_000);
  private static final LockKeys GUARDED = KEYS.quarantined(TERM);
  private static final Term FOR_EVER = Term.of(Optional.empty());

  private Backend backend;
  private Calls calls;
  private ElectionCalls elections;
  private boolean sharded;
  private int requests;
  private final Queue<Push> pushed = new ConcurrentLinkedQueue<>();

  @BeforeEach
  void connect() {
    backend = keep(adapter.connector(address()).connect(this));
    ServerFeatures features =
        ServerFeatures.ask().read(backend.execute(ServerFeatures.ask().command()));
    InboxNames inboxes = InboxNames.common("test");
    elections = new ElectionCalls(features);
    sharded = features.shardChannels();
    calls = new Calls(features, inboxes, Duration.ofMinutes(10));
    backend.subscribe(inboxes.of(KEYS), features.shardChannels());
  }

  @Test
  void acquire_everyReply() {
    Request mine = fenced();
    Request other = fenced();
    AcquireReply.Granted granted = (AcquireReply.Granted) acquire(mine, true);
    assertThat(granted.fence() - granted.serverMicros()).isEqualTo(AHEAD_IF_NONE_IS_KNOWN);
    assertThat(((AcquireReply.Granted) acquire(mine, true)).fence()).isEqualTo(granted.fence());

    AcquireReply.Held held = (AcquireReply.Held) acquire(other, false);
    assertThat(held.holder()).isEqualTo(new String(mine.valueWith(granted.fence()), UTF_8));
    assertThat(held.remaining().millis().orElseThrow()).isPositive();
    AcquireReply.Queued queued = (AcquireReply.Queued) acquire(other, true);
    assertThat(queued.rank()).isZero();
    assertThat(((AcquireReply.Queued) acquire(fenced(), true)).rank()).isEqualTo(1);
    assertThat(((AcquireReply.Queued) acquire(other, true)).rank()).isZero();

    redis.send("DEL", "k");
    redis.send("HSET", "k", "a", "1");
    assertThat(acquire(mine, true)).isEqualTo(new AcquireReply.Foreign("hash"));
  }

  @Test
  void acquire_ofAFreeLockWithWaiters_grantsItToTheFirst() {
    acquire(fenced(), true);
    Request first = fenced();
    Request second = fenced();
    acquire(first, true);
    redis.send("DEL", "k");
    AcquireReply.Queued queued = (AcquireReply.Queued) acquire(second, true);
    assertThat(queued.rank()).isZero();
    assertThat(queued.holder()).startsWith(first + "#");
  }

  @Test
  void release_everyReply() {
    Request mine = fenced();
    Request next = fenced();
    byte[] value = mine.valueWith(((AcquireReply.Granted) acquire(mine, true)).fence());
    acquire(next, true);
    assertThat(run(calls.release(KEYS, value, 0, true))).isEqualTo(ReleaseReply.HANDED);
    assertThat(run(calls.release(KEYS, value, 0, true))).isEqualTo(ReleaseReply.OVERWRITTEN);
    byte[] nextValue = redis.get("k").getBytes(UTF_8);
    assertThat(run(calls.release(KEYS, nextValue, 0, true))).isEqualTo(ReleaseReply.RELEASED);
    assertThat(run(calls.release(KEYS, nextValue, 0, true))).isEqualTo(ReleaseReply.DELETED);
    redis.send("HSET", "k", "a", "1");
    assertThat(run(calls.release(KEYS, nextValue, 0, true))).isEqualTo(ReleaseReply.OVERWRITTEN);
  }

  @Test
  void free_everyReply() {
    Request mine = fenced();
    byte[] value = mine.valueWith(((AcquireReply.Granted) acquire(mine, true)).fence());
    assertThat(run(free("t".getBytes(UTF_8)))).isEqualTo(ReleaseReply.OVERWRITTEN);
    assertThat(run(free(value))).isEqualTo(ReleaseReply.RELEASED);
    assertThat(run(free(value))).isEqualTo(ReleaseReply.DELETED);
    redis.send("HSET", "k", "a", "1");
    assertThat(run(free(value))).isEqualTo(ReleaseReply.OVERWRITTEN);
  }

  @Test
  void release_beforeTheLeastTime_everyReplyOfBothScripts() {
    ServerError moving = new ServerError("TRYAGAIN Multiple keys request during rehashing of slot");
    for (boolean free : List.of(false, true)) {
      Request mine = fenced();
      byte[] value = mine.valueWith(((AcquireReply.Granted) acquire(mine, true)).fence());
      Call<ReleaseReply> early = calls.releaseAfter(KEYS, value, 0, 60_000);
      Call<ReleaseReply> late = calls.releaseAfter(KEYS, value, 0, 1);
      if (free) {
        early = early.after(moving).orElseThrow();
        late = late.after(moving).orElseThrow();
      }
      assertThat(run(early)).isEqualTo(ReleaseReply.LEFT);
      assertThat(run(early)).isEqualTo(ReleaseReply.LEFT);
      assertThat(redis.number("PTTL", "k")).isBetween(1L, 60_000L);
      assertThat(redis.get("k")).isNotEqualTo(new String(value, UTF_8));
      redis.send("SET", "k", "theirs");
      assertThat(run(early)).isEqualTo(ReleaseReply.OVERWRITTEN);
      redis.send("DEL", "k");
      assertThat(run(early)).isEqualTo(ReleaseReply.DELETED);
      redis.send("SET", "k", "a@h:1/x.1#1000000000000001");
      Call<ReleaseReply> old =
          calls.releaseAfter(KEYS, "a@h:1/x.1#1000000000000001".getBytes(UTF_8), 0, 60_000);
      assertThat(run(free ? old.after(moving).orElseThrow() : old))
          .isEqualTo(ReleaseReply.RELEASED);
      assertThat(run(late)).isEqualTo(ReleaseReply.DELETED);
    }
  }

  @Test
  void release_afterTheLeastTime_handsTheLockOnAlsoWithAQuarantine() {
    for (LockKeys keys : List.of(KEYS, GUARDED)) {
      redis.send("FLUSHALL");
      Request next = fenced();
      byte[] old = "a@h:1/x.1#1000000000000001".getBytes(UTF_8);
      redis.send("SET", "k", new String(old, UTF_8));
      acquire(next, true);
      ReleaseReply reply = run(calls.releaseAfter(keys, old, 0, 60_000));
      if (keys == KEYS) {
        assertThat(reply).isEqualTo(ReleaseReply.HANDED);
      } else {
        assertThat(reply.wasOurs()).isTrue(); // how depends on the age of the server
      }
    }
  }

  /** What RELEASE becomes while the lock's slot moves to another node. */
  private Call<ReleaseReply> free(byte[] value) {
    ServerError moving = new ServerError("TRYAGAIN Multiple keys request during rehashing of slot");
    return calls.release(KEYS, value, 0, true).after(moving).orElseThrow();
  }

  @Test
  void acquire_ofAKeptLock_tellsItsKeeper() {
    Request keeper = request(Request.Kind.KEEPING, 100);
    acquire(keeper, true);
    AcquireReply.Held held = (AcquireReply.Held) acquire(fenced(), false);
    assertThat(held.kept()).isTrue();
    acquire(fenced(), true);
    eventually()
        .until(() -> pushed.stream().filter(new Push.Wanted(keeper.id())::equals).count() == 2);
    assertThat(((AcquireReply.Granted) acquire(keeper, true)).fence()).isPositive();
  }

  @Test
  void rejoin_everyReply() {
    Request mine = request(Request.Kind.FENCED, 100);
    Request again = request(Request.Kind.FENCED, 100);
    long fence = ((AcquireReply.Granted) acquire(mine, true)).fence();
    byte[] value = mine.valueWith(fence);
    RejoinReply first = run(calls.rejoin(KEYS, value, fence + 7, again, TERM));
    AcquireReply.Granted granted = (AcquireReply.Granted) first;
    assertThat(granted.fence()).isGreaterThan(fence + 7);
    assertThat(granted.waiting()).isZero();

    Request other = fenced();
    Request third = fenced();
    acquire(other, true);
    byte[] second = again.valueWith(granted.fence());
    RejoinReply.NotQueued late =
        (RejoinReply.NotQueued) run(calls.rejoin(KEYS, value, fence, third, TERM));
    assertThat(late.how()).isEqualTo(ReleaseReply.OVERWRITTEN);
    AcquireReply.Queued queued =
        (AcquireReply.Queued) run(calls.rejoin(KEYS, second, granted.fence() + 99, third, TERM));
    assertThat(queued.rank()).isZero();
    assertThat(queued.holder()).startsWith(other + "#");
    assertThat(fenceOf(queued.holder())).isGreaterThan(granted.fence() + 99);

    redis.send("DEL", "k");
    RejoinReply.NotQueued gone =
        (RejoinReply.NotQueued) run(calls.rejoin(KEYS, second, fence, third, TERM));
    assertThat(gone.how()).isEqualTo(ReleaseReply.DELETED);
  }

  @Test
  void release_ofMoreFencesThanWereUsed_givesTheOthersBack() {
    Request many = request(Request.Kind.FENCED, 1_000_000);
    long fence = ((AcquireReply.Granted) acquire(many, true)).fence();
    run(calls.release(KEYS, many.valueWith(fence), fence + 1, true));
    long next = ((AcquireReply.Granted) acquire(fenced(), true)).fence();
    // A second's worth of fences was set aside: had they not been given back, it would be above.
    assertThat(next).isBetween(fence + 2, fence + 999_999);
  }

  @Test
  void fenceRecord_shorterThanTheOneBefore_isReadToItsEnd() {
    requests = 1_000_000;
    Request longer = request(Request.Kind.KEEPING, 1);
    acquire(longer, true);
    assertThat(run(calls.cancel(KEYS, longer, TERM))).isEqualTo(CancelReply.GIVEN_BACK);
    requests = 0;
    Request shorter = request(Request.Kind.KEEPING, 1);
    acquire(shorter, true);
    assertThat(((AcquireReply.Held) acquire(fenced(), false)).kept()).isTrue();
    eventually().until(() -> pushed.contains(new Push.Wanted(shorter.id())));
    assertThat(run(calls.cancel(KEYS, shorter, TERM))).isEqualTo(CancelReply.GIVEN_BACK);
    acquire(fenced(), true);
    assertThat(((AcquireReply.Held) acquire(fenced(), false)).kept()).isFalse();
  }

  @Test
  void fenceRecord_ofAnotherKind_isForgotten() {
    redis.send("SET", fenceKey(), "garbage");
    isForgotten();
  }

  @Test
  void fenceRecord_ofAnotherKindAsLongAsOurs_isForgotten() {
    redis.send("SET", fenceKey(), "garbage ".repeat(10));
    assertThat(((InspectReply.Free) run(Queries.inspect(KEYS, 1))).fence()).isZero();
    isForgotten();
  }

  private void isForgotten() {
    Request mine = fenced();
    long fence = ((AcquireReply.Granted) acquire(mine, true)).fence();
    assertThat(((AcquireReply.Granted) acquire(mine, true)).fence()).isEqualTo(fence);
    assertThat(run(calls.release(KEYS, mine.valueWith(fence), 0, true)))
        .isEqualTo(ReleaseReply.RELEASED);
  }

  @Test
  void cancel_everyReply() {
    Request mine = fenced();
    Request waiting = fenced();
    acquire(mine, true);
    acquire(waiting, true);
    assertThat(run(calls.cancel(KEYS, waiting, TERM))).isEqualTo(CancelReply.CANCELLED);
    assertThat(run(calls.cancel(KEYS, waiting, TERM))).isEqualTo(CancelReply.CANCELLED);
    assertThat(redis.keys()).noneMatch(key -> key.startsWith("baton:queue:"));
    Request next = fenced();
    acquire(next, true);
    assertThat(run(calls.cancel(KEYS, mine, TERM))).isEqualTo(CancelReply.GIVEN_BACK);
    assertThat(redis.get("k")).startsWith(next + "#");
    assertThat(run(calls.cancel(KEYS, mine, TERM))).isEqualTo(CancelReply.CANCELLED);
    assertThat(run(calls.cancel(KEYS, next, TERM))).isEqualTo(CancelReply.GIVEN_BACK);
    assertThat(redis.get("k")).isNull();
  }

  @Test
  void cancel_ofACallersToken_leavesAnothersLockWithTheSameTokenAlone() {
    Request mine = verbatim("same");
    Request other = verbatim("same");
    run(calls.acquire(KEYS, mine, FOR_EVER, true));
    assertThat(run(calls.cancel(KEYS, other, FOR_EVER))).isEqualTo(CancelReply.CANCELLED);
    assertThat(redis.get("k")).isEqualTo("same");
    assertThat(run(calls.cancel(KEYS, mine, FOR_EVER))).isEqualTo(CancelReply.GIVEN_BACK);
  }

  @Test
  void acquire_inAQuarantine_everyReply() {
    changePrimary();
    Request mine = fenced();
    Request next = fenced();
    AcquireReply.Quarantined none =
        (AcquireReply.Quarantined) run(calls.acquire(GUARDED, mine, TERM, false));
    assertThat(none.remaining().millis().orElseThrow()).isBetween(1L, TERM.leaseMillis());
    AcquireReply.Delayed first =
        (AcquireReply.Delayed) run(calls.acquire(GUARDED, mine, TERM, true));
    assertThat(first.rank()).isZero();
    assertThat(first.remaining().millis().orElseThrow()).isBetween(1L, TERM.leaseMillis());
    assertThat(first.serverMicros()).isGreaterThan(1_000_000_000_000_000L);
    assertThat(((AcquireReply.Delayed) run(calls.acquire(GUARDED, next, TERM, true))).rank())
        .isEqualTo(1);
    assertThat(((AcquireReply.Delayed) run(calls.acquire(GUARDED, mine, TERM, true))).rank())
        .isZero();
    assertThat(redis.get("k")).isNull();

    endQuarantine();
    AcquireReply.Granted granted =
        (AcquireReply.Granted) run(calls.acquire(GUARDED, mine, TERM, true));
    changePrimary();
    assertThat(((AcquireReply.Granted) run(calls.acquire(GUARDED, mine, TERM, true))).fence())
        .isEqualTo(granted.fence());
    assertThat(run(calls.acquire(GUARDED, fenced(), TERM, false)))
        .isInstanceOf(AcquireReply.Held.class);
    assertThat(run(calls.acquire(GUARDED, next, TERM, true)))
        .isInstanceOf(AcquireReply.Queued.class);
  }

  @Test
  void releaseRejoinCancel_inAQuarantine_freeTheLockAndGrantItToNobody() {
    endQuarantine();
    Request mine = fenced();
    Request waiting = fenced();
    long fence = grantedWithAWaiter(mine, waiting);
    changePrimary();
    byte[] value = mine.valueWith(fence);
    assertThat(run(calls.release(GUARDED, value, 0, false))).isEqualTo(ReleaseReply.RELEASED);
    assertThat(redis.get("k")).isNull();
    assertThat(run(calls.release(GUARDED, value, 0, false))).isEqualTo(ReleaseReply.DELETED);
    assertThat(redis.get("k")).isNull();

    Request again = fenced();
    fence = grantedWithAWaiter(again, waiting);
    changePrimary();
    AcquireReply.Delayed delayed =
        (AcquireReply.Delayed)
            run(calls.rejoin(GUARDED, again.valueWith(fence), fence, fenced(), TERM));
    assertThat(delayed.rank()).isEqualTo(1);
    assertThat(redis.get("k")).isNull();

    Request last = fenced();
    long rejoined = grantedWithAWaiter(last, waiting);
    assertThat(rejoined).isGreaterThan(fence);
    changePrimary();
    assertThat(run(calls.cancel(GUARDED, last, TERM))).isEqualTo(CancelReply.GIVEN_BACK);
    assertThat(redis.get("k")).isNull();
    assertThat(pushed).isEmpty();
  }

  /** Grants a lock, for which somebody waits then; what waited before is gone. */
  private long grantedWithAWaiter(Request mine, Request waiting) {
    redis.send("DEL", new String(GUARDED.queue(), UTF_8));
    endQuarantine();
    long fence = ((AcquireReply.Granted) run(calls.acquire(GUARDED, mine, TERM, true))).fence();
    assertThat(run(calls.acquire(GUARDED, waiting, TERM, true)))
        .isInstanceOf(AcquireReply.Queued.class);
    return fence;
  }

  @Test
  void primaryRecord_inUse_livesForADayAndRemembersTheLongestLease() {
    String key = new String(GUARDED.primary(), UTF_8);
    endQuarantine();
    run(calls.acquire(GUARDED, fenced(), TERM, false));
    run(calls.acquire(GUARDED, fenced(), new Term(7_000, 3_000), false));
    assertThat(redis.get(key)).endsWith(" " + TERM.leaseMillis());
    assertThat(redis.number("PTTL", key)).isBetween(86_000_000L, 86_400_000L);
    redis.send("PEXPIRE", key, "76000000");
    run(calls.acquire(GUARDED, fenced(), TERM, false));
    assertThat(redis.number("PTTL", key)).isLessThan(76_000_001L);
    redis.send("PEXPIRE", key, "75500000");
    run(calls.acquire(GUARDED, fenced(), TERM, false));
    assertThat(redis.number("PTTL", key)).isGreaterThan(86_000_000L);
    run(calls.acquire(GUARDED, fenced(), new Term(100_000_000, 3_000), false));
    assertThat(redis.number("PTTL", key)).isGreaterThan(199_000_000L);
  }

  /** As if another server had been the primary until now. */
  private void changePrimary() {
    redis.send("SET", new String(GUARDED.primary(), UTF_8), "another 0 0 1");
  }

  /** As if the server had been the primary for a long time. */
  private void endQuarantine() {
    String key = new String(GUARDED.primary(), UTF_8);
    run(calls.acquire(GUARDED, fenced(), TERM, false));
    String[] words = redis.get(key).split(" ", -1);
    redis.send("SET", key, words[0] + " " + words[1] + " 0 " + words[3]);
    redis.send("DEL", "k");
  }

  @Test
  void renew_everyReply() {
    Request mine = fenced();
    byte[] value = mine.valueWith(((AcquireReply.Granted) acquire(mine, true)).fence());
    assertThat(run(calls.renew(KEYS, value, 60_000))).isEqualTo(RenewReply.RENEWED);
    assertThat(redis.number("PTTL", "k")).isGreaterThan(30_000);
    assertThat(run(calls.renew(KEYS, value, 0))).isEqualTo(RenewReply.RENEWED);
    assertThat(redis.number("PTTL", "k")).isEqualTo(-1);
    redis.send("SET", "k", "theirs");
    assertThat(run(calls.renew(KEYS, value, 60_000))).isEqualTo(RenewReply.OVERWRITTEN);
    assertThat(redis.number("PTTL", "k")).isEqualTo(-1);
    redis.send("DEL", "k");
    assertThat(run(calls.renew(KEYS, value, 60_000))).isEqualTo(RenewReply.DELETED);
    assertThat(redis.get("k")).isNull();
  }

  @Test
  void renew_onBehalfOfTheHolder_shortensNothing() {
    Request mine = fenced();
    byte[] value = mine.valueWith(((AcquireReply.Granted) acquire(mine, true)).fence());
    assertThat(run(calls.extend(KEYS, value, 600_000))).isEqualTo(RenewReply.RENEWED);
    assertThat(redis.number("PTTL", "k")).isGreaterThan(500_000);
    assertThat(run(calls.extend(KEYS, value, 10))).isEqualTo(RenewReply.RENEWED);
    assertThat(redis.number("PTTL", "k")).isGreaterThan(500_000);
    assertThat(run(calls.renew(KEYS, value, 0))).isEqualTo(RenewReply.RENEWED);
    assertThat(run(calls.extend(KEYS, value, 600_000))).isEqualTo(RenewReply.RENEWED);
    assertThat(redis.number("PTTL", "k")).isEqualTo(-1);
    redis.send("SET", "k", "theirs", "PX", "60000");
    assertThat(run(calls.extend(KEYS, value, 600_000))).isEqualTo(RenewReply.OVERWRITTEN);
    assertThat(redis.number("PTTL", "k")).isLessThanOrEqualTo(60_000);
    redis.send("DEL", "k");
    assertThat(run(calls.extend(KEYS, value, 600_000))).isEqualTo(RenewReply.DELETED);
  }

  @Test
  void raise_everyReply() {
    Request mine = fenced();
    long fence = ((AcquireReply.Granted) acquire(mine, true)).fence();
    byte[] value = mine.valueWith(fence);
    long given = fence + 5_000_000;
    assertThat(raise(value, given)).isEqualTo(RaiseReply.RAISED);
    assertThat(raise(value, given - 1)).isEqualTo(RaiseReply.RAISED);
    redis.send("SET", "k", "theirs");
    assertThat(raise(value, given + 9)).isEqualTo(RaiseReply.OVERWRITTEN);
    redis.send("DEL", "k");
    assertThat(raise(value, given + 9)).isEqualTo(RaiseReply.DELETED);
    redis.send("HSET", "k", "a", "1");
    assertThat(raise(value, given + 9)).isEqualTo(RaiseReply.OVERWRITTEN);
    redis.send("DEL", "k");
    assertThat(((AcquireReply.Granted) acquire(fenced(), true)).fence()).isEqualTo(given + 1);
  }

  @Test
  void raisedFence_lockReleasedOrCancelled_isNotLoweredAgain() {
    Request first = fenced();
    long fence = ((AcquireReply.Granted) acquire(first, true)).fence();
    long given = fence + 5_000_000;
    raise(first.valueWith(fence), given);
    assertThat(((AcquireReply.Granted) acquire(first, true)).fence()).isEqualTo(fence);
    run(calls.release(KEYS, first.valueWith(fence), 0, /* remember= */ true));
    Request second = fenced();
    long next = ((AcquireReply.Granted) acquire(second, true)).fence();
    assertThat(next).isEqualTo(given + 1);
    raise(second.valueWith(next), given + 9);
    Request waits = fenced();
    acquire(waits, true);
    assertThat(run(calls.cancel(KEYS, second, TERM))).isEqualTo(CancelReply.GIVEN_BACK);
    assertThat(fenceOf(redis.get("k"))).isEqualTo(given + 10);
  }

  @Test
  void raisedFence_recordLost_isRememberedAllTheSame() {
    Request mine = fenced();
    long fence = ((AcquireReply.Granted) acquire(mine, true)).fence();
    redis.send("DEL", fenceKey());
    assertThat(raise(mine.valueWith(fence), fence + 5_000_000)).isEqualTo(RaiseReply.RAISED);
    assertThat(redis.number("PTTL", fenceKey())).isGreaterThan(600_000);
    run(calls.release(KEYS, mine.valueWith(fence), 0, /* remember= */ false));
    assertThat(((AcquireReply.Granted) acquire(fenced(), true)).fence())
        .isEqualTo(fence + 5_000_001);
  }

  @Test
  void fenceRecord_farAheadOfTheClock_saysWhenItsKeyExpires() {
    Request first = fenced();
    long fence = ((AcquireReply.Granted) acquire(first, true)).fence();
    raise(first.valueWith(fence), fence + 3_600_000_000L);
    run(calls.release(KEYS, first.valueWith(fence), 0, /* remember= */ true));
    acquire(fenced(), true);
    long until = Long.parseLong(redis.get(fenceKey()).substring(34, 44));
    long now = Long.parseLong(redis.send("TIME").toString().replaceAll("\\D*(\\d+).*", "$1"));
    assertThat(until - now).isLessThanOrEqualTo(redis.number("PTTL", fenceKey()) / 1_000 + 1);
  }

  @Test
  void proclaim_everyReply() {
    Request mine = fenced();
    long fence = ((AcquireReply.Granted) acquire(mine, true)).fence();
    String value = new String(mine.valueWith(fence), UTF_8);
    backend.subscribe(KEYS.leader(), sharded);
    assertThat(run(elections.proclaim(KEYS, value, fence, "me here"))).isEqualTo(PROCLAIMED);
    assertThat(run(elections.proclaim(KEYS, value, fence, "me here"))).isEqualTo(PROCLAIMED);
    assertThat(redis.number("PTTL", new String(KEYS.leader(), UTF_8)))
        .isBetween(3_000_000L, 3_600_000L);
    LeaderReply.Led led = (LeaderReply.Led) run(elections.leader(KEYS));
    assertThat(led.candidate()).isEqualTo("me here");
    run(elections.gone(KEYS));
    eventually().until(() -> pushed.size() == 2);
    assertThat(pushed).as("twice it was the same").containsOnly(new Push.Led("k"));
    redis.send("SET", "k", "theirs");
    assertThat(run(elections.proclaim(KEYS, value, fence, "me"))).isEqualTo(OVERWRITTEN);
    redis.send("DEL", "k");
    assertThat(run(elections.proclaim(KEYS, value, fence, "me"))).isEqualTo(DELETED);
    redis.send("HSET", "k", "a", "1");
    assertThat(run(elections.proclaim(KEYS, value, fence, "me"))).isEqualTo(OVERWRITTEN);
  }

  @Test
  void leader_everyReply() {
    assertThat(run(elections.leader(KEYS))).isEqualTo(new LeaderReply.Nobody());
    Request mine = fenced();
    long fence = ((AcquireReply.Granted) acquire(mine, true)).fence();
    String value = new String(mine.valueWith(fence), UTF_8);
    assertThat(((LeaderReply.Held) run(elections.leader(KEYS))).leaseMillis())
        .isBetween(1L, 30_000L);
    run(elections.proclaim(KEYS, value, fence, ""));
    LeaderReply.Led led = (LeaderReply.Led) run(elections.leader(KEYS));
    assertThat(led.term()).isEqualTo(fence);
    assertThat(led.ownerToken()).isEqualTo(value);
    assertThat(led.candidate()).isEmpty();
    assertThat(led.leaseMillis()).isBetween(1L, 30_000L);
    assertThat(led.sinceMillis()).isNotNegative();
    redis.send("SET", "k", value + "1");
    assertThat(run(elections.leader(KEYS))).isEqualTo(new LeaderReply.Held(-1));
    String key = new String(KEYS.leader(), UTF_8);
    redis.send("SET", key, "no record");
    assertThat(run(elections.leader(KEYS))).isEqualTo(new LeaderReply.Held(-1));
    redis.send("DEL", key);
    redis.send("RPUSH", key, "of another type");
    assertThat(run(elections.leader(KEYS))).isEqualTo(new LeaderReply.Held(-1));
    redis.send("DEL", "k");
    redis.send("RPUSH", "k", "of another type");
    assertThat(run(elections.leader(KEYS))).isEqualTo(new LeaderReply.Nobody());
  }

  private RaiseReply raise(byte[] value, long given) {
    return run(calls.raise(KEYS, value, given, TERM));
  }

  @Test
  void inspect_everyReply() {
    assertThat(run(Queries.inspect(KEYS, 10)))
        .isEqualTo(new InspectReply.Free(0, new InspectReply.Queue(0, java.util.List.of())));
    Request mine = fenced();
    Request next = fenced();
    long fence = ((AcquireReply.Granted) acquire(mine, true)).fence();
    acquire(next, true);
    InspectReply.Held held = (InspectReply.Held) run(Queries.inspect(KEYS, 10));
    assertThat(held.holder()).isEqualTo(mine + "#" + fence);
    assertThat(held.fence()).isEqualTo(fence);
    assertThat(held.queue().length()).isEqualTo(1);
    assertThat(held.queue().first())
        .singleElement()
        .satisfies(one -> assertThat(one.owner()).isEqualTo(next.toString()));
    redis.send("DEL", "k");
    redis.send("LPUSH", "k", "a");
    assertThat(run(Queries.inspect(KEYS, 10))).isEqualTo(new InspectReply.Foreign("list"));
  }

  @Test
  void inspect_permits_tellsOfEachHolderAndOfTheLimitsThatAreWaitedFor() {
    Calls sharing = calls.sharing();
    Request one = share(2, 5);
    Request two = share(3, 5);
    Request next = share(1, 6);
    long first = ((AcquireReply.Granted) run(sharing.acquire(KEYS, one, TERM, true))).fence();
    Term longer = new Term(3_600_000, 3_000);
    long second = ((AcquireReply.Granted) run(sharing.acquire(KEYS, two, longer, true))).fence();
    assertThat(second).isGreaterThan(first);
    acquire(fenced(), true);
    run(sharing.acquire(KEYS, next, TERM, true));

    InspectReply.Held held = (InspectReply.Held) run(Queries.inspect(KEYS, 10));
    assertThat(held.holder()).isEqualTo(two + "*3");
    assertThat(held.fence()).isEqualTo(second);
    assertThat(held.heldMicros()).isEmpty();
    assertThat(held.remaining().millis().orElseThrow()).isBetween(30_001L, 3_600_000L);
    InspectReply.Shares shares = held.shares().orElseThrow();
    assertThat(List.of(shares.count(), shares.weight())).containsExactly(2L, 5L);
    assertThat(shares.limited()).isTrue();
    assertThat(shares.first())
        .extracting(sharer -> sharer.value() + " " + sharer.weight())
        .containsExactly(one + "*2 2", two + "*3 3");
    assertThat(held.queue().first())
        .extracting(InspectReply.Waiting::share)
        .containsExactly(
            Optional.empty(), Optional.of(new InspectReply.Share(1, OptionalInt.of(6))));

    InspectReply.Held bounded = (InspectReply.Held) run(Queries.inspect(KEYS, 1));
    assertThat(bounded.shares().orElseThrow().count()).isEqualTo(2);
    assertThat(bounded.shares().orElseThrow().first()).hasSize(1);
  }

  private Request share(int weight, int limit) {
    return request(Request.Kind.share(weight, limit, /* inOrder= */ false), 1);
  }

  private AcquireReply acquire(Request request, boolean wait) {
    return run(calls.acquire(KEYS, request, TERM, wait));
  }

  private <R> R run(Call<R> call) {
    try {
      return call.read(backend.execute(call.command()));
    } catch (ServerError unknown) {
      return run(call.after(unknown).orElseThrow(() -> unknown));
    }
  }

  private Request fenced() {
    return request(Request.Kind.FENCED, 1);
  }

  private Request request(Request.Kind kind, long span) {
    return new Request("test." + ++requests, kind, "app@host:1/".getBytes(UTF_8), span);
  }

  private static long fenceOf(String holder) {
    return Long.parseLong(holder.substring(holder.lastIndexOf('#') + 1));
  }

  private static String fenceKey() {
    return new String(KEYS.fence(), UTF_8);
  }

  private Request verbatim(String token) {
    return new Request("test." + ++requests, Request.Kind.VERBATIM, token.getBytes(UTF_8), 1);
  }

  @Override
  public void onMessage(byte[] payload) {
    Push.read(payload).ifPresent(pushed::add);
  }

  @Override
  public void onResubscribed() {}

  @Override
  public void onSubscriptionLost() {}

  @Override
  public void onReconnected() {}
}
