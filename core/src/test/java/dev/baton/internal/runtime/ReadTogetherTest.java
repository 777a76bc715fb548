package dev.baton.internal.runtime;

import static dev.baton.internal.runtime.Eventually.resultOf;
import static dev.baton.internal.runtime.ScriptedBackend.argument;
import static dev.baton.internal.runtime.ScriptedBackend.words;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockOptions;
import dev.baton.LossReason;
import dev.baton.ReleaseOutcome;
import dev.baton.internal.lease.AbstractLease;
import dev.baton.internal.lease.Refusal;
import dev.baton.internal.settings.LockSpec;
import dev.baton.internal.time.Turnstile;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Threads of one process that read together. */
class ReadTogetherTest extends CohortCase {
  private final DistributedLock read = engine.readWriteLock("order:42").readLock();

  private CompletableFuture<Lease> waiting() {
    return read.acquireAsync().toCompletableFuture();
  }

  /** Another process wants to write. */
  private void wanted() {
    backend.push("WANTED " + backend.lastRequest("SHARE"));
  }

  /** The lock is another's. */
  private void writtenByAnother() {
    backend.on("SHARE", command -> backend.heldBy(HOLDER, command));
  }

  @Test
  void acquire_whileTheProcessReads_asksNobody() throws Exception {
    Lease one = read.acquire();
    Lease two = read.acquire();
    Lease three = take(read);
    Lease four = of(waiting());

    assertThat(List.of(one, two, three, four))
        .allMatch(Lease::isHeld)
        .allMatch(lease -> lease.fencingToken() == 7)
        .allMatch(lease -> lease.ownerToken().equals(one.ownerToken()));
    for (Lease lease : List.of(two, one, four)) {
      assertThat(lease.release()).isEqualTo(ReleaseOutcome.RELEASED);
      assertThat(lease.isHeld()).isFalse();
    }
    assertThat(three.isHeld()).isTrue();
    assertThat(backend.operations()).containsExactly("SHARE");
    assertThat(three.release()).isEqualTo(ReleaseOutcome.RELEASED);
    assertThat(backend.operations()).containsExactly("SHARE", "UNSHARE");
    assertThat(engine.kept()).isZero();
  }

  @Test
  void acquire_veryOftenBesideALongReader_asksNobody() {
    Lease one = of(waiting());
    for (int i = 0; i < 70_000; i++) {
      take(read).release();
    }
    assertThat(backend.operations()).containsExactly("SHARE");
    release(one);
  }

  @Test
  void waiters_wonByOne_allHaveIt() {
    writtenByAnother();
    List<CompletableFuture<Lease>> readers = List.of(waiting(), waiting(), waiting());
    backend.pushGrant(backend.lastRequest("SHARE"), 9, 0);

    assertThat(readers).allSatisfy(reader -> assertThat(of(reader).fencingToken()).isEqualTo(9));
    readers.forEach(reader -> release(of(reader)));
    assertThat(backend.operations()).containsExactly("SHARE", "UNSHARE");
  }

  @Test
  void acquire_othersWaitedWhenItWasGranted_hasAPlaceOfItsOwn() {
    backend.on("SHARE", command -> words("GRANTED", 7L, backend.serverMicros(), 1L));
    Lease one = of(waiting());
    writtenByAnother();
    assertThat(read.tryAcquire()).isEmpty();
    CompletableFuture<Lease> two = waiting();

    assertThat(two).isNotDone();
    release(one);
    assertThat(backend.operations()).containsExactly("SHARE", "SHARE", "SHARE", "UNSHARE");
    two.cancel(true);
  }

  @Test
  void acquire_anotherProcessWantsToWrite_waitsBehindIt_andAllWhoDoTogether() {
    Lease one = of(waiting());
    wanted();
    writtenByAnother();
    List<CompletableFuture<Lease>> readers = List.of(waiting(), waiting());

    assertThat(one.isHeld()).isTrue();
    assertThat(backend.operations()).containsExactly("SHARE", "SHARE");
    backend.pushGrant(backend.lastRequest("SHARE"), 9, 0);
    assertThat(of(readers.get(0)).ownerToken()).isNotEqualTo(one.ownerToken());
    assertThat(of(readers.get(1)).fencingToken()).isEqualTo(9);
    release(one);
    release(of(readers.get(0)));
    release(of(readers.get(1)));
    assertThat(backend.operations()).containsExactly("SHARE", "SHARE", "UNSHARE", "UNSHARE");
    assertThat(engine.kept()).isZero();
  }

  @Test
  void acquire_ofAThreadThatReads_isLetInBeforeTheWriter() throws Exception {
    Lease one = read.acquire();
    wanted();
    writtenByAnother();
    CompletableFuture<Lease> other = waiting();
    Lease nested = read.acquire();
    Lease tried = take(read);

    assertThat(other).isNotDone();
    assertThat(nested.ownerToken()).isEqualTo(one.ownerToken());
    assertThat(backend.operations()).containsExactly("SHARE", "SHARE");
    List.of(one, nested, tried).forEach(Lease::release);
    assertThat(read.tryAcquire()).isEmpty();
    other.cancel(true);
    assertThat(engine.kept()).isZero();
  }

  @Test
  void acquire_ofAThreadThatReads_inAnElderGroup_isLetIn() throws Exception {
    Lease one = read.acquire();
    wanted();
    Lease other = of(waiting()); // the lock is free again for whoever asks
    wanted();
    Lease third = of(waiting());
    Lease nested = read.acquire();

    assertThat(nested.ownerToken()).isEqualTo(one.ownerToken());
    assertThat(backend.operations()).containsExactly("SHARE", "SHARE", "SHARE");
    List.of(third, other, one, nested).forEach(CohortCase::release);
    assertThat(engine.kept()).isZero();
  }

  @Test
  void acquire_ofAThreadThatHasStoppedReading_waits() throws Exception {
    Lease mine = read.acquire();
    Lease others = of(waiting());
    wanted();
    writtenByAnother();
    CompletableFuture<Lease> waiter = waiting();
    release(mine);

    assertThat(read.tryAcquire()).isEmpty();
    assertThat(others.isHeld()).isTrue();
    release(others);
    waiter.cancel(true);
    assertThat(engine.kept()).isZero();
  }

  @Test
  void acquire_nobodyCouldBeHeard_asksTheServer() {
    ScriptedBackend deaf = new ScriptedBackend();
    try (Engine other = deaf.engine(clock)) {
      DistributedLock unheard = other.readWriteLock("order:42").readLock();
      Lease one = resultOf(unheard.acquireAsync());
      Lease two = resultOf(unheard.acquireAsync());
      assertThat(two.ownerToken()).isNotEqualTo(one.ownerToken());
      Eventually.await().until(() -> channel(other).isOpen());
      // The next may join two, if its grant came late enough; they can hear who wants to write.
      Lease three = resultOf(unheard.acquireAsync());
      assertThat(resultOf(unheard.acquireAsync()).ownerToken()).isEqualTo(three.ownerToken());
      deaf.listener().onSubscriptionLost();
      assertThat(resultOf(unheard.acquireAsync()).ownerToken()).isNotEqualTo(three.ownerToken());
    }
  }

  @Test
  void acquire_othersWereUnheardMeanwhile_asksTheServer() {
    Lease one = of(waiting());
    backend.listener().onSubscriptionLost(); // whoever wanted to write now was not heard
    backend.listener().onResubscribed();
    Lease two = of(waiting());

    assertThat(two.ownerToken()).isNotEqualTo(one.ownerToken());
    assertThat(of(waiting()).ownerToken()).isEqualTo(two.ownerToken());
    assertThat(backend.operations()).containsExactly("SHARE", "SHARE");
  }

  @Test
  void cancel_ofOneThatWasSentOn_leavesNothing() {
    Lease one = of(waiting());
    wanted();
    writtenByAnother();
    CompletableFuture<Lease> two = waiting();
    two.cancel(true);

    release(one);
    assertThat(backend.operations()).containsExactly("SHARE", "SHARE", "CANCEL", "UNSHARE");
    assertThat(engine.kept()).isZero();
  }

  /** Somebody whose part is played by the test. */
  private static final class Actor extends Waiter {
    @Nullable Refusal refused;
    @Nullable AbstractLease granted;

    Actor() {
      super(Long.MAX_VALUE, null);
    }

    @Override
    void granted(AbstractLease lease) {
      granted = lease;
    }

    @Override
    void refused(Refusal why) {
      refused = why;
    }

    @Override
    void extend(long nanos) {}

    @Override
    boolean callsBack() {
      return false;
    }

    /** Comes to read. */
    Waiter.Joined join(Engine engine, LockSpec lock) {
      engine.cohorts().join(lock, this, Turnstile.Carrier.PASSING);
      return requireNonNull(joined);
    }
  }

  private LockSpec spec() {
    return engine.cohorts().renewer().holds().get(0).lock();
  }

  @Test
  void leave_saidToThoseWhoSentItOn_isPassedOn() {
    Lease one = of(waiting());
    Waiter.Joined closed = new Actor().join(engine, spec());
    wanted();
    writtenByAnother();
    Actor sentOn = new Actor();

    assertThat(sentOn.join(engine, spec())).isNotSameAs(closed);
    closed.leave(sentOn);
    assertThat(sentOn.refused).isInstanceOf(Refusal.Left.class);
    assertThat(one.isHeld()).isTrue();
    Actor second = new Actor();
    second.join(engine, spec());
    closed.timeIsUp(second);
    assertThat(second.refused).isInstanceOf(Refusal.Busy.class);
  }

  @Test
  void leave_beforeItArrives_isNotForgotten() {
    Lease one = of(waiting());
    Cohort next = new Cohort(engine.cohorts(), spec());
    Actor sentOn = new Actor();
    sentOn.underWay = true;
    sentOn.joined = next;
    next.leave(sentOn);
    assertThat(sentOn.refused).isNull();
    next.arrive(sentOn, Turnstile.Carrier.PASSING);

    assertThat(sentOn.refused).isInstanceOf(Refusal.Left.class);
    assertThat(sentOn.granted).isNull();
    assertThat(backend.operations()).containsExactly("SHARE");
    release(one);
    assertThat(engine.kept()).isZero();
  }

  @Test
  void loss_isToldToAllWhoRead() {
    Lease one = of(waiting());
    Lease two = of(waiting());
    Lease gone = of(waiting());
    release(gone);
    backend.on("PROLONG", words("DELETED"));
    backend.listener().onReconnected();

    assertThat(resultOf(one.lost())).isEqualTo(LossReason.DELETED);
    assertThat(resultOf(two.lost())).isEqualTo(LossReason.DELETED);
    assertThat(two.release()).isEqualTo(ReleaseOutcome.ALREADY_LOST);
    assertThat(gone.lost().toCompletableFuture()).isNotDone();
    assertThat(engine.kept()).isZero();
  }

  @Test
  void renew_forLess_takesNothingFromTheOthers() {
    Lease one = of(waiting());
    of(waiting()).renew(Duration.ofSeconds(2));

    assertThat(argument(backend.commands("PROLONG").get(0), "lease")).isEqualTo("30000");
    assertThat(one.remaining()).isGreaterThan(Duration.ofSeconds(29));
    of(waiting()).renew(Duration.ofSeconds(90));
    assertThat(one.remaining()).isGreaterThan(Duration.ofSeconds(89));
  }

  @Test
  void options_thatEndALeaseAlone_haveOneEach() {
    for (LockOptions options :
        List.of(
            LockOptions.defaults().maxHold(Duration.ofMinutes(1)),
            LockOptions.defaults().autoRenew(false),
            LockOptions.defaults().strictFifo(true))) {
      DistributedLock alone = engine.readWriteLock("order:42", options).readLock();
      assertThat(take(alone).ownerToken()).isNotEqualTo(take(alone).ownerToken());
    }
  }

  @Test
  void sticky_readAgain_asksNobody_untilAWriterComes() throws Exception {
    DistributedLock sticky =
        engine
            .readWriteLock("order:42", LockOptions.defaults().stickyFor(Duration.ofMinutes(1)))
            .readLock();
    for (int i = 0; i < 3; i++) {
      Lease one = sticky.acquire();
      Lease two = take(sticky);
      release(one);
      release(two);
    }
    assertThat(backend.operations()).containsExactly("SHARE");
    assertThat(argument(backend.commands("SHARE").get(0), "kind")).isEqualTo("1/0~");
    wanted();
    assertThat(backend.operations()).containsExactly("SHARE", "UNSHARE");
    assertThat(engine.kept()).isZero();
  }

  @Test
  void sticky_withTooLittleOfItsLeaseLeft_goesBackAndIsAskedForAgain() throws Exception {
    DistributedLock sticky =
        engine
            .readWriteLock("order:42", LockOptions.defaults().stickyFor(Duration.ofMinutes(1)))
            .readLock();
    backend.on("PROLONG", command -> ScriptedBackend.SILENCE);
    release(of(sticky.acquireAsync().toCompletableFuture()));
    clock.advance(Duration.ofSeconds(29)); // of 30, and no renewal was answered
    Lease again = of(sticky.acquireAsync().toCompletableFuture());

    assertThat(again.isHeld()).isTrue();
    assertThat(backend.operations()).containsSubsequence("SHARE", "UNSHARE", "SHARE");
    assertThat(backend.operations()).doesNotContain("REJOIN");
  }

  @Test
  void lease_thatNobodyCanReach_isNotKeptForTheOthers() {
    Lease one = of(waiting());
    WeakReference<Lease> forgotten = new WeakReference<>(of(waiting()));
    renewAll(); // from now on a lease is kept by whoever is to release it only
    Eventually.awaitTrue(
        () -> {
          System.gc();
          return forgotten.get() == null;
        });
    renewAll();
    assertThat(one.isHeld()).isTrue();
    release(one);

    assertThat(backend.operations()).containsExactly("SHARE", "PROLONG", "PROLONG", "UNSHARE");
    assertThat(engine.kept()).isZero();
  }

  private void renewAll() {
    clock.advance(Duration.ofSeconds(10));
    engine.cohorts().renewer().tick();
  }
}
