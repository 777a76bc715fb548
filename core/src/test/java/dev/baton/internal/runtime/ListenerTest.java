package dev.baton.internal.runtime;

import static dev.baton.internal.runtime.ScriptedBackend.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.BackendException;
import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LocalLock;
import dev.baton.LockListener;
import dev.baton.LockListener.Acquired;
import dev.baton.LockListener.Connection;
import dev.baton.LockListener.Failure;
import dev.baton.LockListener.Lost;
import dev.baton.LockListener.Mode;
import dev.baton.LockListener.NotAcquired;
import dev.baton.LockListener.Released;
import dev.baton.LockListener.Way;
import dev.baton.LockOptions;
import dev.baton.LossReason;
import dev.baton.ReleaseOutcome;
import dev.baton.spi.ConnectionFault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a listener is told, and what a client knows of itself. */
class ListenerTest {
  private static final String NAME = "order:42";
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ScriptedBackend backend = new ScriptedBackend();
  private final TestClock clock = new TestClock();
  private final Notes notes = new Notes();
  private final Engine engine = backend.engine(clock, notes);
  private final DistributedLock lock = engine.lock(NAME);

  ListenerTest() {
    CohortCase.channel(engine).open();
  }

  @AfterEach
  void close() {
    clock.goOn();
    engine.close();
  }

  /** Writes all down. */
  private static final class Notes implements LockListener {
    private final List<Object> told = new CopyOnWriteArrayList<>();

    /** What has begun and not ended, by its number. */
    private final Map<Long, String> under = new ConcurrentHashMap<>();

    @Override
    public void began(Began acquisition) {
      assertThat(under.put(acquisition.id(), acquisition.lockName())).isNull();
    }

    @Override
    public void acquired(Acquired it) {
      assertThat(under).containsEntry(it.id(), it.lockName());
      told.add(new Acquired(0, it.lockName(), it.mode(), it.fencingToken(), it.way(), it.waited()));
    }

    @Override
    public void notAcquired(NotAcquired it) {
      assertThat(under.remove(it.id())).isEqualTo(it.lockName());
      told.add(new NotAcquired(0, it.lockName(), it.mode(), it.why(), it.waited(), it.cause()));
    }

    @Override
    public void released(Released it) {
      assertThat(under.remove(it.id())).isEqualTo(it.lockName());
      told.add(
          new Released(0, it.lockName(), it.mode(), it.fencingToken(), it.held(), it.confirmed()));
    }

    @Override
    public void lost(Lost it) {
      assertThat(under.remove(it.id())).isEqualTo(it.lockName());
      told.add(new Lost(0, it.lockName(), it.mode(), it.fencingToken(), it.held(), it.reason()));
    }

    @Override
    public void renewalUnanswered(String lockName) {
      told.add("unanswered " + lockName);
    }

    @Override
    public void renewalAnswered(String lockName) {
      told.add("answered " + lockName);
    }

    @Override
    public void connectionLost(Connection connection) {
      told.add("lost " + connection);
    }

    @Override
    public void connectionRestored(Connection connection) {
      told.add("restored " + connection);
    }

    private List<Object> taken() {
      List<Object> copy = List.copyOf(told);
      told.clear();
      return copy;
    }
  }

  private static Acquired acquired(Mode mode, long fence, Way way, Duration waited) {
    return new Acquired(0, NAME, mode, fence, way, waited);
  }

  private static Released released(Mode mode, long fence, Duration held) {
    return new Released(0, NAME, mode, fence, held, /* confirmed= */ true);
  }

  private static NotAcquired refused(Failure why, Duration waited) {
    return new NotAcquired(0, NAME, Mode.EXCLUSIVE, why, waited, Optional.empty());
  }

  @Test
  void lock_free_isTakenAndReleased() throws Exception {
    Lease lease = lock.acquire();
    assertThat(notes.taken())
        .containsExactly(acquired(Mode.EXCLUSIVE, 1, Way.TAKEN, Duration.ZERO));
    clock.advance(SECOND);
    lease.release();
    assertThat(notes.taken()).containsExactly(released(Mode.EXCLUSIVE, 1, SECOND));
  }

  @Test
  void lock_waitedForHere_isPassed() {
    Lease lease = lock.tryAcquire().orElseThrow();
    CompletableFuture<Lease> waiter = lock.acquireAsync().toCompletableFuture();
    notes.taken();
    clock.advance(SECOND);
    CohortCase.release(lease); // asks for fences that are set aside
    CompletableFuture<Lease> next = lock.acquireAsync().toCompletableFuture();
    CohortCase.release(CohortCase.of(waiter));

    assertThat(notes.taken())
        .contains(
            acquired(Mode.EXCLUSIVE, 2, Way.TAKEN, SECOND),
            released(Mode.EXCLUSIVE, 1, SECOND),
            acquired(Mode.EXCLUSIVE, 3, Way.PASSED, Duration.ZERO),
            released(Mode.EXCLUSIVE, 2, Duration.ZERO))
        .hasSize(4);
    CohortCase.release(CohortCase.of(next));
  }

  @Test
  void lock_ofAnotherProcess_isHandedOver() {
    backend.held(CohortCase.HOLDER);
    CompletableFuture<Lease> waiter = lock.acquireAsync().toCompletableFuture();
    clock.advance(SECOND);
    backend.pushGrant(backend.lastRequest("ACQUIRE"), 9, 0);

    assertThat(CohortCase.of(waiter).fencingToken()).isEqualTo(9);
    assertThat(notes.taken()).containsExactly(acquired(Mode.EXCLUSIVE, 9, Way.HANDED_OVER, SECOND));
  }

  @Test
  void lock_kept_isHadAgain() throws Exception {
    DistributedLock sticky =
        engine.lock(NAME, LockOptions.defaults().stickyFor(Duration.ofMinutes(1)));
    sticky.acquire().release();
    notes.taken();
    assertThat(engine.local())
        .singleElement()
        .isEqualTo(
            new LocalLock(
                NAME,
                Mode.EXCLUSIVE,
                0,
                0,
                /* kept= */ true,
                OptionalLong.of(1),
                Optional.of(Duration.ZERO)));
    sticky.acquire();

    assertThat(notes.taken()).containsExactly(acquired(Mode.EXCLUSIVE, 2, Way.KEPT, Duration.ZERO));
  }

  @Test
  void readers_ofOneProcess_join_andADowngradeIsOneToo() {
    DistributedLock read = engine.readWriteLock(NAME).readLock();
    Lease one = read.tryAcquire().orElseThrow();
    Lease two = read.tryAcquire().orElseThrow();
    assertThat(engine.local())
        .singleElement()
        .returns(2, LocalLock::holders)
        .returns(Mode.SHARED, LocalLock::mode);
    CohortCase.release(one);
    CohortCase.release(two);
    assertThat(notes.taken())
        .containsExactly(
            acquired(Mode.SHARED, 7, Way.TAKEN, Duration.ZERO),
            acquired(Mode.SHARED, 7, Way.JOINED, Duration.ZERO),
            released(Mode.SHARED, 7, Duration.ZERO),
            released(Mode.SHARED, 7, Duration.ZERO));

    var both = engine.readWriteLock(NAME);
    Lease writing = both.writeLock().tryAcquire().orElseThrow();
    Lease reading = both.downgrade(writing);
    assertThat(reading.isHeld()).isTrue();
    assertThat(notes.taken())
        .containsExactlyInAnyOrder(
            acquired(Mode.EXCLUSIVE, 1, Way.TAKEN, Duration.ZERO),
            released(Mode.EXCLUSIVE, 1, Duration.ZERO),
            acquired(Mode.SHARED, 9, Way.TAKEN, Duration.ZERO));
  }

  @Test
  void permits_areToldAsSuch() {
    Lease lease = engine.semaphore(NAME, 3).withWeight(2).tryAcquire().orElseThrow();
    CohortCase.release(lease);

    assertThat(notes.taken())
        .containsExactly(
            acquired(Mode.PERMITS, 7, Way.TAKEN, Duration.ZERO),
            released(Mode.PERMITS, 7, Duration.ZERO));
  }

  @Test
  void lock_busy_isNotAcquired() throws Exception {
    backend.held(CohortCase.HOLDER);
    assertThat(lock.tryAcquire()).isEmpty();
    clock.goOn();
    assertThat(lock.tryAcquire(Duration.ofMillis(2))).isEmpty();
    assertThatThrownBy(() -> lock.acquire(Duration.ofMillis(2)));
    CompletableFuture<Lease> async = lock.acquireAsync(Duration.ZERO).toCompletableFuture();
    assertThat(async).isCompletedExceptionally();

    assertThat(notes.taken())
        .extracting(told -> ((NotAcquired) told).why())
        .containsExactly(Failure.BUSY, Failure.TIMED_OUT, Failure.TIMED_OUT, Failure.BUSY);
  }

  @Test
  void wait_cancelledOrInterrupted_isNotAcquired() throws Exception {
    backend.held(CohortCase.HOLDER);
    CompletableFuture<Lease> waiter = lock.acquireAsync().toCompletableFuture();
    clock.advance(SECOND);
    waiter.cancel(false);
    assertThat(notes.taken()).containsExactly(refused(Failure.CANCELLED, SECOND));

    Thread interrupted =
        new Thread(
            () -> assertThatThrownBy(lock::acquire).isInstanceOf(InterruptedException.class));
    interrupted.start();
    Eventually.awaitTrue(() -> engine.local().size() == 1);
    assertThat(engine.local())
        .containsExactly(
            new LocalLock(
                NAME, Mode.EXCLUSIVE, 0, 1, false, OptionalLong.empty(), Optional.empty()));
    interrupted.interrupt();
    interrupted.join(TimeUnit.MINUTES.toMillis(1));
    assertThat(notes.taken()).containsExactly(refused(Failure.INTERRUPTED, Duration.ZERO));
    assertThat(engine.local()).isEmpty();
  }

  @Test
  void server_thatRefuses_isTheCause() {
    backend.on(
        "ACQUIRE",
        command -> {
          throw new ConnectionFault("cut", false, null);
        });
    assertThatThrownBy(lock::tryAcquire).isInstanceOf(BackendException.class);
    CompletableFuture<Lease> async = lock.acquireAsync(Duration.ZERO).toCompletableFuture();
    assertThatThrownBy(async::join)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(BackendException.class);

    assertThat(notes.taken())
        .hasSize(2)
        .allSatisfy(
            told -> {
              NotAcquired event = (NotAcquired) told;
              assertThat(event.why()).isEqualTo(Failure.FAILED);
              assertThat(event.cause()).get().isInstanceOf(BackendException.class);
            });
  }

  @Test
  void lease_lost_isToldOnce() {
    Lease lease = lock.tryAcquire().orElseThrow();
    notes.taken();
    backend.on("RENEW", words("DELETED"));
    renew();
    Eventually.awaitTrue(() -> !lease.isHeld());
    assertThat(lease.release()).isEqualTo(ReleaseOutcome.ALREADY_LOST);

    Eventually.awaitTrue(() -> !notes.told.isEmpty());
    assertThat(notes.taken())
        .containsExactly(new Lost(0, NAME, Mode.EXCLUSIVE, 1, Duration.ZERO, LossReason.DELETED));
  }

  @Test
  void release_unanswered_isNotConfirmed() {
    Lease lease = lock.tryAcquire().orElseThrow();
    notes.taken();
    backend.on(
        "RELEASE",
        command -> {
          throw new ConnectionFault("cut", true, null);
        });
    assertThatThrownBy(lease::release).isInstanceOf(BackendException.class);

    assertThat(notes.taken())
        .containsExactly(
            new Released(0, NAME, Mode.EXCLUSIVE, 1, Duration.ZERO, /* confirmed= */ false));
    backend.on("RELEASE", words("RELEASED"));
  }

  @Test
  void renewal_unansweredAndAnsweredAgain_isToldOnceEach() {
    Lease lease = lock.tryAcquire().orElseThrow();
    notes.taken();
    backend.on(
        "RENEW",
        command -> {
          throw new ConnectionFault("cut", true, null);
        });
    renew();
    renew();
    assertThat(notes.taken()).containsExactly("unanswered " + NAME);
    backend.on("RENEW", words("RENEWED"));
    renew();
    renew();
    assertThat(notes.taken()).containsExactly("answered " + NAME);
    assertThat(lease.isHeld()).isTrue();
  }

  private void renew() {
    try (ParkedTimer parked = new ParkedTimer(engine.services().timer())) {
      engine.services().renewer().doubtAll();
    }
    ParkedTimer.drain(engine.services().timer());
  }

  @Test
  void connections_lostAndBack_areTold() {
    backend.listener().onDisconnected();
    backend.listener().onMoved();
    backend.listener().onReconnected();
    backend.listener().onSubscriptionLost();
    backend.listener().onResubscribed();

    assertThat(notes.taken())
        .containsExactly("lost COMMANDS", "restored COMMANDS", "lost PUSHES", "restored PUSHES");
  }

  @Test
  void vote_ofAQuorum_isNobodysLock() {
    CohortCase.release(engine.vote(NAME, LockOptions.defaults()).tryAcquire().orElseThrow());

    assertThat(notes.taken()).isEmpty();
  }

  @Test
  void listener_thatThrows_changesNothing() throws Exception {
    ScriptedBackend other = new ScriptedBackend();
    LockListener failing =
        new LockListener() {
          @Override
          public void acquired(Acquired acquisition) {
            throw new IllegalStateException("planned");
          }

          @Override
          public void released(Released release) {
            throw new AssertionError("planned");
          }
        };
    try (Engine client = other.engine(clock, failing)) {
      Lease lease = client.lock(NAME).acquire();
      assertThat(lease.isHeld()).isTrue();
      assertThat(lease.release()).isEqualTo(ReleaseOutcome.RELEASED);
      clock.goOn();
    }
  }

  @Test
  void local_held_tellsForHowLong() {
    Lease lease = lock.tryAcquire().orElseThrow();
    clock.advance(SECOND);
    assertThat(engine.local())
        .containsExactly(
            new LocalLock(
                NAME, Mode.EXCLUSIVE, 1, 0, false, OptionalLong.of(1), Optional.of(SECOND)));
    CohortCase.release(lease);
    assertThat(engine.local()).isEmpty();
  }
}
