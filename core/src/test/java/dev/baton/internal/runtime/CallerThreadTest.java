package dev.baton.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockOptions;
import dev.baton.internal.link.ClientIdentity;
import dev.baton.spi.Command;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** No thread waits for a command of others once its own call is decided, or beyond its time. */
class CallerThreadTest extends CohortCase {

  /** Threads that sent a command and waited for its answer. */
  private final CopyOnWriteArrayList<Thread> waited = new CopyOnWriteArrayList<>();

  @Test
  void try_answeredWhileOthersCame_doesNotAskAgainForThem() {
    backend.onExecute(command -> waited.add(Thread.currentThread()));
    AtomicInteger left = new AtomicInteger(5);
    backend.on(
        "ACQUIRE",
        command -> {
          if (left.getAndDecrement() > 0) {
            var unused = lock.acquireAsync(Duration.ZERO); // stands in the line behind this one
          }
          return ScriptedBackend.words("HELD", 20_000L, HOLDER);
        });

    assertThat(lock.tryAcquire()).isEmpty();
    assertThat(waited).hasSize(1);
    assertThat(backend.commands("ACQUIRE")).hasSizeGreaterThan(1);
  }

  @Test
  void try_besideAWaiter_doesNotOpenTheInboxForIt() {
    ScriptedBackend fresh = new ScriptedBackend();
    CopyOnWriteArrayList<Thread> subscribed = new CopyOnWriteArrayList<>();
    fresh.onSubscribe(() -> subscribed.add(Thread.currentThread()));
    try (Engine other = fresh.engine()) {
      AtomicInteger left = new AtomicInteger(1);
      fresh.on(
          "ACQUIRE",
          command -> {
            if (left.getAndDecrement() > 0) {
              var unused = other.lock("a").acquireAsync();
            }
            return fresh.heldBy(HOLDER, command);
          });

      assertThat(other.lock("a").tryAcquire()).isEmpty();
      Eventually.awaitTrue(() -> !subscribed.isEmpty());
      assertThat(subscribed).doesNotContain(Thread.currentThread());
    }
  }

  @Test
  void release_ofALockThatOthersWaitFor_doesNotOpenTheInboxForThem() {
    ScriptedBackend fresh = new ScriptedBackend();
    CopyOnWriteArrayList<Thread> subscribed = new CopyOnWriteArrayList<>();
    fresh.onSubscribe(() -> subscribed.add(Thread.currentThread()));
    try (Engine other = fresh.engine()) {
      Lease lease = take(other.lock("a"));
      var unused = other.lock("a").acquireAsync();
      fresh.held(HOLDER); // REJOIN hands it to another process
      lease.release();

      Eventually.awaitTrue(() -> !subscribed.isEmpty());
      assertThat(subscribed).doesNotContain(Thread.currentThread());
    }
  }

  @Test
  void wait_whoseTimeIsShorterThanACommandMayTake_isNotKeptByOne() throws Exception {
    ScriptedBackend fresh = new ScriptedBackend();
    TestClock time = new TestClock();
    CopyOnWriteArrayList<Thread> subscribed = new CopyOnWriteArrayList<>();
    fresh.onSubscribe(() -> subscribed.add(Thread.currentThread()));
    try (Engine other = fresh.engine(time)) {
      fresh.on(
          "ACQUIRE",
          command -> {
            if (!ScriptedBackend.waits(command)) {
              time.advance(Duration.ofMillis(900)); // the answer comes late
            }
            return fresh.heldBy(HOLDER, command);
          });
      Blocked<Optional<Lease>> call =
          Blocked.run(() -> other.lock("a").tryAcquire(Duration.ofSeconds(1)));
      Eventually.awaitTrue(() -> !subscribed.isEmpty());
      time.advance(Duration.ofSeconds(1));

      assertThat(Eventually.resultOf(call.result())).isEmpty();
      time.goOn();
      assertThat(subscribed).doesNotContain(call.thread());
    }
  }

  @Test
  void error_thrownByTheBackend_reachesTheCallerAndShutsNobodyOut() {
    backend.on(
        "ACQUIRE",
        command -> {
          throw new NoClassDefFoundError("planted by the test");
        });
    CompletableFuture<Lease> first = want();
    assertThat(first).isCompletedExceptionally();

    backend.on("ACQUIRE", backend::granted);
    assertThat(lock.tryAcquire()).isPresent();
  }

  @Test
  void waiter_completedByItsCaller_leavesTheQueue() {
    backend.held(HOLDER);
    CompletableFuture<Lease> waiter = want();
    waiter.orTimeout(1, java.util.concurrent.TimeUnit.MILLISECONDS);

    Eventually.awaitTrue(() -> backend.operations().contains("CANCEL"));
    assertThat(engine.cohorts().size()).isZero();
  }

  @Test
  void lockThatNeverExpires_freedByHand_isAskedForByThoseWhoWaitHere() {
    LockOptions endless = LockOptions.defaults().neverExpires();
    Lease lease = take(engine.lock("order:42", endless));
    CompletableFuture<Lease> waiter =
        engine.lock("order:42", endless).acquireAsync().toCompletableFuture();
    String token = lease.ownerToken();
    backend.on("INSPECT", ScriptedBackend.words("FREE", 1L, 2L, 0L, java.util.List.of()));
    backend.push("REVOKED " + ClientIdentity.request(token));

    assertThat(Eventually.resultOf(waiter).isHeld()).isTrue();
    assertThat(lease.isHeld()).isFalse();
  }

  @Test
  void lockThatNeverExpires_freedByHand_isAskedForByThoseWhoWaitedHereBeforeItWasGranted() {
    DistributedLock endless = engine.lock("order:42", LockOptions.defaults().neverExpires());
    var granting = backend.hold("ACQUIRE");
    CompletableFuture<Lease> first = endless.acquireAsync().toCompletableFuture();
    CompletableFuture<Lease> second = endless.acquireAsync().toCompletableFuture();
    Command asked = backend.sent.get(backend.sent.size() - 1);
    backend.on("ACQUIRE", backend::granted);
    granting.complete(backend.granted(asked));
    String token = of(first).ownerToken();
    backend.on("INSPECT", ScriptedBackend.words("FREE", 1L, 2L, 0L, java.util.List.of()));
    backend.push("REVOKED " + ClientIdentity.request(token));

    assertThat(Eventually.resultOf(second).isHeld()).isTrue();
    assertThat(of(first).isHeld()).isFalse();
  }

  @Test
  void renew_ofALeaseThatIsReleasedMeanwhile_leavesTheNextHoldersAlone() {
    Lease first = take();
    CompletableFuture<Lease> next = want();
    clock.onLook(
        () -> {
          clock.onLook(() -> {});
          release(first);
        });
    Throwable refused = null;
    try {
      first.renew(Duration.ofMillis(10));
    } catch (IllegalStateException e) {
      refused = e;
    }

    assertThat(refused).isNotNull();
    assertThat(of(next).remaining()).isGreaterThan(Duration.ofSeconds(10));
  }
}
