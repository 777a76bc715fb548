package dev.baton.internal.runtime;

import static dev.baton.internal.runtime.ScriptedBackend.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LeaseLostException;
import dev.baton.LockOptions;
import dev.baton.LossReason;
import dev.baton.ReleaseOutcome;
import dev.baton.internal.time.Environment;
import dev.baton.spi.ConnectionFault;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of leases and waits when the process is restored from a memory image. */
class RestoredProcessTest {
  private final ScriptedBackend backend = new ScriptedBackend();
  private final TestClock clock = new TestClock();
  private final AtomicLong ahead = new AtomicLong();
  private final AtomicLong drawn = new AtomicLong();
  private final Engine engine =
      backend.engine(
          clock,
          new Environment(
              clock,
              Environment.oneThread("baton-timer"),
              Runnable::run,
              Runnable::run,
              drawn::incrementAndGet,
              () -> TimeUnit.NANOSECONDS.toMillis(clock.nanoTime()) + ahead.get()));
  private final DistributedLock lock = engine.lock("order:42");

  RestoredProcessTest() {
    CohortCase.channel(engine).open();
  }

  @AfterEach
  void close() {
    clock.goOn();
    engine.close();
  }

  /** As another process that begins with the memory of this one. */
  private void restore() {
    ahead.addAndGet(TimeUnit.HOURS.toMillis(1));
    backend.listener().onReconnected();
  }

  @Test
  void lease_processRestored_isLostAndItsHolderTold() {
    Lease lease = lock.tryAcquire().orElseThrow();
    CompletableFuture<LossReason> told = lease.lost().toCompletableFuture();
    restore();

    assertThat(told).isCompletedWithValue(LossReason.RESTORED);
    assertThat(lease.isHeld()).isFalse();
    assertThatThrownBy(lease::ensureHeld)
        .isInstanceOf(LeaseLostException.class)
        .hasMessageContaining("memory image");
    assertThat(lease.release()).isEqualTo(ReleaseOutcome.ALREADY_LOST);
    assertThat(backend.commands("RELEASE")).as("it can be a copy's").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"renewed", "not renewed", "never expiring", "kept"})
  void lease_ofAnyKind_isLost(String kind) {
    LockOptions options =
        switch (kind) {
          case "renewed" -> LockOptions.defaults();
          case "not renewed" -> CohortCase.NOT_RENEWED;
          case "kept" -> LockOptions.defaults().stickyFor(Duration.ofSeconds(5));
          default -> LockOptions.defaults().neverExpires();
        };
    Lease lease = engine.lock("order:42", options).tryAcquire().orElseThrow();
    restore();

    assertThat(lease.isHeld()).isFalse();
    assertThat(lease.release()).isEqualTo(ReleaseOutcome.ALREADY_LOST);
    assertThat(backend.commands("RELEASE")).isEmpty();
  }

  @Test
  void lockKeptUnused_processRestored_isAskedForAgain() {
    DistributedLock kept =
        engine.lock("order:42", LockOptions.defaults().stickyFor(Duration.ofSeconds(5)));
    Lease lease = kept.tryAcquire().orElseThrow();
    CohortCase.release(lease);
    restore();

    assertThat(kept.tryAcquire()).isPresent();
    assertThat(backend.commands("ACQUIRE")).hasSize(2);
    assertThat(backend.commands("RELEASE")).isEmpty();
  }

  @Test
  void lease_connectionLostOnly_isKept() {
    Lease lease = lock.tryAcquire().orElseThrow();
    backend.listener().onReconnected();
    ParkedTimer.drain(engine.services().timer());

    assertThat(lease.isHeld()).isTrue();
    assertThat(backend.operations()).contains("RENEW");
    assertThat(lease.release()).isEqualTo(ReleaseOutcome.RELEASED);
  }

  @Test
  void lease_clockSetOnly_isKept() {
    Lease lease = lock.tryAcquire().orElseThrow();
    ahead.set(TimeUnit.DAYS.toMillis(1));
    engine.cohorts().renewer().tick();

    assertThat(lease.isHeld()).isTrue();
  }

  @Test
  void lease_clockSetRightAfterTheRestoration_isLostByTheNextLook() {
    Lease lease = lock.tryAcquire().orElseThrow();
    backend.listener().onReconnected();
    clock.advance(Duration.ofSeconds(5));
    ahead.set(TimeUnit.DAYS.toMillis(1));
    assertThat(lease.isHeld()).isTrue();
    engine.cohorts().renewer().tick();

    assertThat(lease.isHeld()).isFalse();
  }

  @Test
  void lease_takenAfterwards_isUnlikeAnyBefore() {
    Lease before = lock.tryAcquire().orElseThrow();
    restore();
    Lease after = lock.tryAcquire().orElseThrow();
    engine.cohorts().renewer().tick();

    assertThat(after.isHeld()).isTrue();
    assertThat(after.ownerToken()).isNotEqualTo(before.ownerToken());
    CohortCase.release(after);
  }

  @Test
  void waiter_processRestored_asksWithAnotherRequest() {
    backend.held(CohortCase.HOLDER);
    CompletableFuture<Lease> waiter = lock.acquireAsync().toCompletableFuture();
    String before = backend.lastRequest("ACQUIRE");
    restore();
    String after = backend.lastRequest("ACQUIRE");

    assertThat(after).isNotEqualTo(before);
    assertThat(backend.operations()).as("the old one can be a copy's").doesNotContain("CANCEL");
    backend.pushGrant(before, backend.serverMicros(), 0);
    assertThat(waiter).isNotDone();
    backend.pushGrant(after, backend.serverMicros(), 0);
    assertThat(CohortCase.of(waiter).isHeld()).isTrue();
  }

  @Test
  void waiter_behindALeaseHere_asksTheServer() {
    Lease lease = lock.tryAcquire().orElseThrow();
    CompletableFuture<Lease> waiter = lock.acquireAsync().toCompletableFuture();
    restore();

    assertThat(lease.isHeld()).isFalse();
    assertThat(CohortCase.of(waiter).isHeld()).isTrue();
    assertThat(backend.operations()).doesNotContain("RELEASE", "REJOIN", "CANCEL");
  }

  @Test
  void request_underWayMeanwhile_isAnsweredInVain() {
    CompletableFuture<@Nullable Object> reply = backend.hold("ACQUIRE");
    CompletableFuture<Lease> waiter = lock.acquireAsync().toCompletableFuture();
    String before = backend.lastRequest("ACQUIRE");
    restore();
    backend.on("ACQUIRE", backend::granted);
    reply.complete(words("GRANTED", 41L, backend.serverMicros(), 0L));

    Lease lease = CohortCase.of(waiter);
    assertThat(lease.ownerToken()).doesNotContain("/" + before + "#");
    assertThat(backend.lastRequest("ACQUIRE")).isNotEqualTo(before);
    // all that is held is renewed after a reconnection, on another thread
    assertThat(backend.operations())
        .filteredOn(operation -> !operation.equals("RENEW"))
        .containsExactly("ACQUIRE", "ACQUIRE");
  }

  @Test
  void request_thatFailsMeanwhile_isNotTakenBack() {
    CompletableFuture<@Nullable Object> reply = backend.hold("ACQUIRE");
    CompletableFuture<Lease> waiter = lock.acquireAsync().toCompletableFuture();
    restore();
    reply.completeExceptionally(new ConnectionFault("cut", true, null));

    assertThat(waiter).isCompletedExceptionally();
    assertThat(backend.operations()).containsExactly("ACQUIRE");
  }

  @Test
  void waiter_thatLeavesMeanwhile_leavesNothingToBeAskedFor() {
    CompletableFuture<@Nullable Object> reply = backend.hold("ACQUIRE");
    CompletableFuture<Lease> waiter = lock.acquireAsync().toCompletableFuture();
    restore();
    waiter.cancel(false);
    reply.complete(words("GRANTED", 41L, backend.serverMicros(), 0L));

    assertThat(backend.operations()).isEqualTo(List.of("ACQUIRE"));
    assertThat(engine.cohorts().size()).isZero();
    assertThat(engine.services().inbox().size()).isZero();
  }
}
