package dev.baton.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.BackendException;
import dev.baton.DistributedLock;
import dev.baton.FailoverPolicy;
import dev.baton.Lease;
import dev.baton.LockOptions;
import dev.baton.LockTimeoutException;
import dev.baton.spi.ConnectionFault;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What those are told of replicas whose time to wait for them is over. */
class AcknowledgementCountTest {
  private static final String UNKNOWN = "it is not known how many of 2 replicas acknowledged";

  private final TestClock clock = new TestClock();
  private final HeldTimer timer = new HeldTimer();
  private final ScriptedBackend backend = new ScriptedBackend();
  private final Engine engine = backend.engine(clock, timer);
  private final AtomicInteger asked = new AtomicInteger();
  private final DistributedLock two =
      engine.lock("order:42", LockOptions.defaults().failover(FailoverPolicy.acknowledgedBy(2)));

  @AfterEach
  void close() {
    clock.goOn();
    engine.close();
  }

  @Test
  void replicas_tooFew_areCounted() {
    backend.on("WAIT", 1L);
    CompletableFuture<Lease> waiter = want(Duration.ofMillis(700));
    timer.doNext(); // asks again
    timer.doNext(); // the end of the wait

    assertThat(Eventually.failureOf(waiter))
        .isInstanceOf(LockTimeoutException.class)
        .hasMessageContaining("; 1 of 2 replicas acknowledged the grant, which was given back");
  }

  @Test
  void replicas_none_areCountedToo() {
    backend.on("WAIT", 0L);
    CompletableFuture<Lease> waiter = want(Duration.ofMillis(700));
    timer.doNext();
    timer.doNext();

    assertThat(Eventually.failureOf(waiter)).hasMessageContaining("; 0 of 2 replicas acknowledged");
  }

  /** A later count is that of a later renewal; who knows of an earlier one has the grant. */
  @Test
  void replicas_fewerAtALaterCount_haveTheGrantAllTheSame() {
    backend.on("WAIT", command -> asked.incrementAndGet() == 1 ? 1L : 0L);
    CompletableFuture<Lease> waiter = want(Duration.ofMillis(700));
    timer.doNext();
    timer.doNext();

    assertThat(Eventually.failureOf(waiter)).hasMessageContaining("; 1 of 2 replicas acknowledged");
    assertThat(asked).hasValue(2);
  }

  @Test
  void replicas_notCountedInTime_areNotSaidToBeNone() {
    backend.on("WAIT", ScriptedBackend.SILENCE);
    CompletableFuture<Lease> waiter = want(Duration.ofMillis(700));
    timer.doNext();

    assertThat(Eventually.failureOf(waiter))
        .isInstanceOf(LockTimeoutException.class)
        .hasMessageContaining("; " + UNKNOWN)
        .hasMessageNotContaining("0 of 2");
  }

  @Test
  void replicas_notCountedInTime_areNotSaidToBeNoneToWhoOnlyTries() {
    backend.on("WAIT", ScriptedBackend.SILENCE);
    CompletableFuture<Lease> waiter = want(Duration.ZERO);
    timer.doNext();

    assertThat(Eventually.failureOf(waiter))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("is not held: " + UNKNOWN);
  }

  @Test
  void replicas_connectionToAskNotOpened_areNotSaidToBeNone() {
    backend.onConnect(AcknowledgementCountTest::cut);
    CompletableFuture<Lease> waiter = want(Duration.ofMillis(700));
    timer.doNext();
    timer.doNext();

    assertThat(Eventually.failureOf(waiter))
        .hasMessageContaining(UNKNOWN)
        .hasMessageContaining("last fault: cut");
  }

  @Test
  void fault_beforeAnAnswer_isToldNoMore() {
    backend.on(
        "WAIT",
        command -> {
          if (asked.incrementAndGet() == 1) {
            cut();
          }
          return 0L;
        });
    CompletableFuture<Lease> waiter = want(Duration.ofMillis(700));
    timer.doNext();
    timer.doNext();

    assertThat(Eventually.failureOf(waiter))
        .hasMessageContaining("0 of 2 replicas acknowledged")
        .hasMessageNotContaining("cut");
  }

  @Test
  void fault_afterAnAnswer_isToldBesideIt() {
    backend.on(
        "WAIT",
        command -> {
          if (asked.incrementAndGet() > 1) {
            cut();
          }
          return 1L;
        });
    CompletableFuture<Lease> waiter = want(Duration.ofMillis(700));
    timer.doNext();
    timer.doNext();

    assertThat(Eventually.failureOf(waiter))
        .hasMessageContaining("1 of 2 replicas acknowledged")
        .hasMessageContaining("last fault: cut");
  }

  private CompletableFuture<Lease> want(Duration wait) {
    return two.acquireAsync(wait).toCompletableFuture();
  }

  private static void cut() {
    throw new ConnectionFault("cut", true, null);
  }
}
