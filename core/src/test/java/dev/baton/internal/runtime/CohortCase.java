package dev.baton.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockOptions;
import dev.baton.ReleaseOutcome;
import dev.baton.internal.link.Channel;
import dev.baton.internal.script.LockKeys;
import dev.baton.spi.ConnectionFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;

/**
 * Those of one process who hold or want a lock, on a server in memory and a clock that stands
 * still. The inbox is open from the start, so that all happens on the test's own thread.
 */
abstract class CohortCase {
  static final String HOLDER = "java@other:8/them.5#41";
  static final String SHOWN = "java on other (8)";
  static final LockOptions NOT_RENEWED =
      LockOptions.defaults().leaseDuration(Duration.ofSeconds(10)).autoRenew(false);

  final ScriptedBackend backend = new ScriptedBackend();
  final TestClock clock = new TestClock();
  final Engine engine = backend.engine(clock);
  final DistributedLock lock = engine.lock("order:42");

  CohortCase() {
    channel(engine).open();
  }

  /** The one on which a client hears of all locks. */
  static Channel channel(Engine engine) {
    return engine.servers().of(LockKeys.of("any")).channel();
  }

  @AfterEach
  void close() {
    clock.goOn();
    engine.close();
  }

  /** Takes the lock, which is free, as {@link #takeForMany} does. */
  Lease take() {
    return takeForMany(lock);
  }

  /**
   * Takes a lock that is free, with fences set aside for others of this process: these are asked
   * for when somebody waited here. How it came to that is not among the commands sent.
   */
  Lease takeForMany(DistributedLock free) {
    Lease first = take(free);
    CompletableFuture<Lease> waiter = free.acquireAsync().toCompletableFuture();
    release(first);
    backend.sent.remove(backend.sent.size() - 1);
    return of(waiter);
  }

  static Lease take(DistributedLock lock) {
    return lock.tryAcquire().orElseThrow();
  }

  /** Waits for the lock, or has it. */
  CompletableFuture<Lease> want() {
    return lock.acquireAsync().toCompletableFuture();
  }

  List<CompletableFuture<Lease>> want(int count) {
    List<CompletableFuture<Lease>> waiting = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      waiting.add(want());
    }
    return waiting;
  }

  /** The lease of somebody who waited, and has it now. */
  static Lease of(CompletableFuture<Lease> waiter) {
    assertThat(waiter).isCompleted();
    return waiter.join();
  }

  static void release(Lease lease) {
    assertThat(Eventually.resultOf(lease.releaseAsync())).isEqualTo(ReleaseOutcome.RELEASED);
  }

  /** Fails an operation as a connection does that breaks after sending. */
  void cut(String operation) {
    backend.on(
        operation,
        command -> {
          throw new ConnectionFault("cut", true, null);
        });
  }

  /** Passes the lock to one waiter after another, until the server is asked. */
  int holdersUntilAsked() {
    int asked = backend.operations().size() + 1;
    Lease lease = take();
    int holders = 0;
    while (backend.operations().size() == asked) {
      CompletableFuture<Lease> next = want();
      release(lease);
      lease = of(next);
      holders++;
    }
    release(lease);
    return holders;
  }

  /** The answer to a grant with so many waiting in other processes. */
  void grantedWithWaiting(long waiting) {
    backend.on("ACQUIRE", command -> backend.granted(command, waiting));
    backend.on("REJOIN", command -> backend.granted(command, waiting));
  }
}
