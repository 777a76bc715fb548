package dev.baton.internal.runtime;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.baton.DistributedLock;
import dev.baton.DistributedSemaphore;
import dev.baton.Lease;
import dev.baton.LockOptions;
import dev.baton.LossReason;
import dev.baton.ReleaseOutcome;
import dev.baton.internal.script.LockKeys;
import dev.baton.internal.settings.ClientSettings;
import dev.baton.internal.time.Environment;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A client on a server in memory, and a lock of it. Its clock stands still and its timer is
 * stopped: nothing happens but what the threads of a test do.
 */
final class Party {
  static final Duration LEASE = Duration.ofSeconds(5);

  private static final long NOW = 1_000_000_000L;

  /** The same in every run: what is drawn at random would be another order. */
  private final AtomicLong numbers = new AtomicLong();

  final MemoryServer server = new MemoryServer();
  final Engine engine =
      new Engine(
          server,
          new ClientSettings(LockOptions.defaults(), "java", Duration.ofMinutes(10), ""),
          new Environment(
              () -> NOW,
              Environment.oneThread("baton-timer"),
              Runnable::run,
              Runnable::run,
              numbers::incrementAndGet));
  final DistributedLock lock = engine.lock("order:42");
  final DistributedSemaphore permits = engine.semaphore("order:42", 2);
  final DistributedLock read = engine.readWriteLock("order:42").readLock();

  Party() {
    engine.services().timer().close();
    engine.servers().of(LockKeys.of("order:42")).channel().open();
  }

  /** One whose lock somebody in another process has. */
  static Party besideAHolderElsewhere() {
    Party party = new Party();
    party.server.takeElsewhere();
    return party;
  }

  /** Whether nothing of the lock is left: not in the server, and not in the client. */
  boolean isClean() {
    return server.isClean() && engine.kept() == 0;
  }

  /** The same, in a word. */
  String state() {
    return isClean() ? "clean" : "left behind";
  }

  /** Takes the lock, which is free. */
  Lease take() {
    return lock.tryAcquire().orElseThrow();
  }

  /** Takes it with fences set aside for others of this process, so that it can be passed on. */
  Lease takeForMany() {
    Lease first = take();
    CompletableFuture<Lease> next = want();
    first.release();
    return next.join();
  }

  /** Waits for the lock, or has it. */
  CompletableFuture<Lease> want() {
    return lock.acquireAsync().toCompletableFuture();
  }

  /** The lock as this process holds it. */
  Hold hold() {
    return engine.cohorts().renewer().holds().get(0);
  }

  static CompletableFuture<LossReason> signal(Lease lease) {
    return lease.lost().toCompletableFuture();
  }

  /** How a lease was lost, if it was; whoever finds that out may tell it on another thread. */
  static Object reason(ReleaseOutcome outcome, CompletableFuture<LossReason> signal) {
    if (outcome == ReleaseOutcome.ALREADY_LOST) {
      return signal
          .<Object>thenApply(reason -> reason)
          .completeOnTimeout("untold", 60, SECONDS)
          .join();
    }
    return signal.isDone() ? signal.join() : "kept";
  }

  /** What became of somebody who waited; a lease is released. */
  static String finish(CompletableFuture<?> waiter) {
    if (waiter.isCancelled()) {
      return "left";
    }
    if (!waiter.isDone()) {
      return "forgotten";
    }
    Lease lease = (Lease) waiter.join();
    boolean held = lease.isHeld() && lease.release() == ReleaseOutcome.RELEASED;
    return held ? "held" : "not held";
  }
}
