package dev.baton.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.DistributedLock;
import dev.baton.FailoverPolicy;
import dev.baton.Lease;
import dev.baton.LockOptions;
import dev.baton.spi.ConnectionFault;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
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
        .containsExactly("ACQUIRE", "EVAL RENEW", "WAIT", "RENEW", "RELEASE");
  }

  private static Object cut() {
    throw new ConnectionFault("cut", true, null);
  }
}
