package dev.baton.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.DistributedLock;
import dev.baton.FailoverPolicy;
import dev.baton.Lease;
import dev.baton.LockOptions;
import dev.baton.spi.ConnectionFault;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How long replicas are left alone before they are asked again. */
class AcknowledgementRestTest {
  private final TestClock clock = new TestClock();
  private final HeldTimer timer = new HeldTimer();
  private final ScriptedBackend backend = new ScriptedBackend();
  private final Engine engine = backend.engine(clock, timer);
  private final AtomicInteger asked = new AtomicInteger();
  private final DistributedLock one =
      engine.lock("order:42", LockOptions.defaults().failover(FailoverPolicy.acknowledgedBy(1)));

  @AfterEach
  void close() {
    clock.goOn();
    engine.close();
  }

  /** Keeps what is due within a second, for the test to do it. */
  private static final class HeldTimer extends ScheduledThreadPoolExecutor {
    final List<Long> rests = new ArrayList<>();
    private final Queue<Callable<?>> held = new ArrayDeque<>();

    HeldTimer() {
      super(1);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> work, long delay, TimeUnit unit) {
      if (delay <= 0 || unit.toSeconds(delay) > 0) {
        return super.schedule(work, delay, unit);
      }
      rests.add(unit.toMillis(delay));
      held.add(work);
      return super.schedule(work, 1, TimeUnit.DAYS);
    }

    void doNext() {
      try {
        held.remove().call();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  void rest_isLongerAfterEachFaultUpToALimitAndShortAfterAnAnswer() {
    backend.on("WAIT", command -> asked.incrementAndGet() < 8 ? cut() : asked.get() == 8 ? 0L : 1L);
    CompletableFuture<Lease> waiter = one.acquireAsync().toCompletableFuture();
    for (int i = 0; i < 8; i++) {
      timer.doNext();
    }

    assertThat(waiter).isCompleted();
    assertThat(timer.rests).containsExactly(25L, 50L, 100L, 200L, 400L, 800L, 800L, 25L);
  }

  @Test
  void replicas_haveBeenWaitedFor_areAskedAgainWithoutARest() {
    backend.on(
        "WAIT",
        command -> {
          clock.advance(Duration.ofMillis(25)); // the server waited for them
          return asked.incrementAndGet() < 3 ? 0L : 1L;
        });

    assertThat(one.acquireAsync().toCompletableFuture()).isCompleted();
    assertThat(asked).hasValue(3);
    assertThat(timer.rests).isEmpty();
  }

  @Test
  void waiter_leavesDuringARest_replicasAreAskedNoMore() {
    backend.on("WAIT", 0L);
    one.acquireAsync().toCompletableFuture().cancel(false);
    timer.doNext();

    assertThat(backend.operations())
        .containsExactly("ACQUIRE", "RENEW", "WAIT", "RENEW", "RELEASE");
  }

  @Test
  void fault_beforeAnAnswer_isToldNoMore() {
    backend.on("WAIT", command -> asked.incrementAndGet() == 1 ? cut() : 0L);
    CompletableFuture<Lease> waiter =
        one.acquireAsync(Duration.ofMillis(700)).toCompletableFuture();
    timer.doNext();
    timer.doNext(); // the end of the wait

    assertThat(Eventually.failureOf(waiter))
        .hasMessageContaining("0 of 1 replica acknowledged")
        .hasMessageNotContaining("cut");
  }

  private static Object cut() {
    throw new ConnectionFault("cut", true, null);
  }
}
