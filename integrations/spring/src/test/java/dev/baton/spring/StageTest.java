package dev.baton.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Lease;
import dev.baton.LeaseLostException;
import dev.baton.LockClient;
import dev.baton.LockTimeoutException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/** Methods that return a stage. */
@Execution(ExecutionMode.CONCURRENT)
class StageTest extends SpringCase {

  /** Runs what a test wants. */
  static class Orders {
    private final AtomicInteger runs = new AtomicInteger();

    AtomicInteger runs() {
      return runs;
    }

    @Locked(value = "order:#{#id}", lease = "10m") // what leaks is there for long
    <T> CompletableFuture<T> pay(String id, Supplier<CompletableFuture<T>> work) {
      runs.incrementAndGet();
      return work.get();
    }

    @Locked(value = "order:#{#id}", maxWait = "0")
    CompletionStage<String> payNow(String id) {
      runs.incrementAndGet();
      return CompletableFuture.completedFuture(id);
    }

    @Locked(value = "order:#{#id}", maxWait = "0", whenBusy = WhenBusy.SKIP)
    CompletionStage<Optional<String>> payOrEmpty(String id) {
      return CompletableFuture.completedFuture(Optional.of(id));
    }

    @Locked(value = "order:#{#id}", maxWait = "0", whenBusy = WhenBusy.SKIP)
    CompletableFuture<String> payOrNull(String id) {
      return CompletableFuture.completedFuture(id);
    }

    @Locked("order:#{#id}")
    <T> T payWaiting(String id, Supplier<T> work) {
      return work.get();
    }
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    try {
      return stage.toCompletableFuture().get(1, TimeUnit.MINUTES);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }

  @Test
  void lock_ofAMethodThatReturnsAStage_isHeldUntilThatHasCompleted() throws Exception {
    start(Orders.class);
    CompletableFuture<String> work = new CompletableFuture<>();
    CompletableFuture<Lease> begun = new CompletableFuture<>();
    CompletableFuture<String> paid =
        bean(Orders.class)
            .pay(
                "1",
                () -> {
                  begun.complete(CurrentLease.get());
                  return work;
                });
    Lease lease = get(begun);
    assertThat(lease.isHeld()).isTrue();
    assertThat(key("order:1").isLocked()).isTrue();
    assertThat(paid).isNotDone();
    work.complete("paid");
    assertThat(get(paid)).isEqualTo("paid");
    assertFree("order:1");
  }

  @Test
  void call_whileAnotherProcessHasTheLock_blocksNobodyAndRunsThen() throws Exception {
    start(Orders.class);
    CompletableFuture<Thread> paid;
    try (Lease lease = key("order:1").acquire()) {
      paid =
          bean(Orders.class)
              .pay("1", () -> CompletableFuture.completedFuture(Thread.currentThread()));
      awaitWaiters("order:1", 1);
      assertThat(paid).isNotDone();
      assertThat(bean(Orders.class).runs()).hasValue(0);
      assertThat(lease.isHeld()).isTrue();
    }
    assertThat(get(paid)).isNotSameAs(Thread.currentThread());
    assertThat(get(paid).getName()).doesNotContain("lettuce").doesNotContain("baton");
    assertFree("order:1");
  }

  @Test
  void call_thatIsCancelledWhileItWaits_leavesTheQueue() throws Exception {
    properties.put("baton.locked.max-wait", "forever");
    start(Orders.class);
    try (Lease lease = key("order:1").acquire()) {
      CompletableFuture<String> paid =
          bean(Orders.class).pay("1", () -> CompletableFuture.completedFuture("paid"));
      awaitWaiters("order:1", 1);
      paid.cancel(true);
      awaitWaiters("order:1", 0);
      assertThat(lease.isHeld()).isTrue();
    }
    assertThat(bean(Orders.class).runs()).hasValue(0);
  }

  @Test
  void call_thatIsCancelledWhileItRuns_holdsTheLockUntilItHasEnded() throws Exception {
    start(Orders.class);
    CompletableFuture<String> work = new CompletableFuture<>();
    CompletableFuture<Void> begun = new CompletableFuture<>();
    CompletableFuture<String> paid =
        bean(Orders.class)
            .pay(
                "1",
                () -> {
                  begun.complete(null);
                  return work;
                });
    get(begun);
    paid.cancel(true);
    assertThat(key("order:1").isLocked()).isTrue();
    work.complete("paid");
    awaitFree("order:1");
  }

  @Test
  void calls_cancelledAtAnyTime_leaveNothingHeld() {
    start(Orders.class);
    for (int i = 0; i < 300; i++) {
      CompletableFuture<String> paid =
          bean(Orders.class).pay("1", () -> CompletableFuture.completedFuture("paid"));
      long spins = ThreadLocalRandom.current().nextLong(200_000);
      while (spins-- > 0 && !paid.isDone()) {
        Thread.onSpinWait();
      }
      paid.cancel(true);
    }
    awaitFree("order:1");
    awaitWaiters("order:1", 0);
  }

  @Test
  void call_ofABusyLock_failsOnceItsTimeIsOver() throws Exception {
    start(Orders.class);
    Orders orders = bean(Orders.class);
    try (Lease lease = key("order:1").acquire()) {
      assertThatExceptionOfType(LockTimeoutException.class)
          .isThrownBy(() -> get(orders.payNow("1")));
      assertThat(get(orders.payOrEmpty("1"))).isEmpty();
      assertThat(get(orders.payOrNull("1"))).isNull();
      assertThat(lease.isHeld()).isTrue();
    }
    assertThat(orders.runs()).hasValue(0);
    assertThat(get(orders.payOrEmpty("1"))).contains("1");
  }

  @Test
  void method_thatThrowsOrFails_failsAndReleasesTheLock() {
    start(Orders.class);
    Orders orders = bean(Orders.class);
    assertThatThrownBy(
            () ->
                get(
                    orders.pay(
                        "1",
                        () -> {
                          throw new UnsupportedOperationException();
                        })))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(
            () -> get(orders.pay("1", () -> CompletableFuture.failedFuture(new IOException()))))
        .isInstanceOf(IOException.class);
    assertFree("order:1");
  }

  @Test
  void method_thatReturnsNoStage_completesWithNull() throws Exception {
    start(Orders.class);
    CompletableFuture<String> paid = bean(Orders.class).pay("1", () -> null);
    assertThat(get(paid)).isNull();
    assertFree("order:1");
  }

  @Test
  void lock_lostWhileTheMethodRan_isToldInPlaceOfItsResult() {
    start(Orders.class);
    assertThatExceptionOfType(LeaseLostException.class)
        .isThrownBy(
            () ->
                get(
                    bean(Orders.class)
                        .pay(
                            "1",
                            () -> {
                              takeAway("order:1");
                              return CompletableFuture.completedFuture("paid");
                            })));
  }

  @Test
  void name_withANullPart_isRefusedAtTheCall() {
    start(Orders.class);
    assertThatIllegalArgumentException().isThrownBy(() -> bean(Orders.class).payNow(null));
  }

  @Test
  void call_withinOneThatHasTheLock_runsUnderTheSameLeaseAndKeepsIt() throws Exception {
    start(Orders.class);
    Orders orders = bean(Orders.class);
    CompletableFuture<String> work = new CompletableFuture<>();
    AtomicReference<Lease> outer = new AtomicReference<>();
    CompletableFuture<Lease> inner = new CompletableFuture<>();
    CompletableFuture<String> paid =
        orders.payWaiting(
            "1",
            () -> {
              outer.set(CurrentLease.get());
              return orders.pay(
                  "1",
                  () -> {
                    inner.complete(CurrentLease.get());
                    return work;
                  });
            });
    assertThat(get(inner)).isSameAs(outer.get());
    assertThat(outer.get().isHeld()).isTrue(); // although the outer call has returned
    assertThat(CurrentLease.find()).isEmpty();
    work.complete("paid");
    assertThat(get(paid)).isEqualTo("paid");
    assertFree("order:1");
  }

  @Test
  void call_afterAnother_acquiresTheLockAnew() throws Exception {
    start(Orders.class);
    Orders orders = bean(Orders.class);
    Lease first = get(orders.pay("1", () -> CompletableFuture.completedFuture(CurrentLease.get())));
    Lease second =
        get(orders.pay("1", () -> CompletableFuture.completedFuture(CurrentLease.get())));
    assertThat(second).isNotSameAs(first);
    assertThat(second.fencingToken()).isGreaterThan(first.fencingToken());
  }

  @Test
  void call_withinOneOfAnotherLock_hasBoth() {
    start(Orders.class);
    Orders orders = bean(Orders.class);
    Optional<Lease> outer =
        orders.payWaiting(
            "1",
            () ->
                orders
                    .pay("2", () -> CompletableFuture.completedFuture(outerLease()))
                    .orTimeout(1, TimeUnit.MINUTES)
                    .join());
    assertThat(outer).isPresent();
  }

  private Optional<Lease> outerLease() {
    assertThat(CurrentLease.get().lockName()).isEqualTo(prefix + "order:2");
    return CurrentLease.find(prefix + "order:1");
  }

  /** Has the executor that Boot has. */
  @Configuration(proxyBeanMethods = false)
  static class WithAnExecutor {
    @Bean
    Executor applicationTaskExecutor() {
      return new SimpleAsyncTaskExecutor("application-");
    }

    @Bean
    Orders orders() {
      return new Orders();
    }
  }

  @Test
  void body_inAnApplicationWithAnExecutor_runsOnThat() throws Exception {
    start(WithAnExecutor.class);
    assertThat(
            get(
                bean(Orders.class)
                    .pay(
                        "1",
                        () -> CompletableFuture.completedFuture(Thread.currentThread().getName()))))
        .startsWith("application-");
  }

  /** Has an executor that takes its time. */
  @Configuration(proxyBeanMethods = false)
  static class WithAQueue {
    @Bean
    BlockingQueue<Runnable> queue() {
      return new LinkedBlockingQueue<>();
    }

    @Bean
    Executor applicationTaskExecutor(BlockingQueue<Runnable> queue) {
      return queue::add;
    }

    @Bean
    Orders orders() {
      return new Orders();
    }
  }

  @Test
  void call_thatIsCancelledBeforeItsBodyBegins_doesNotRunAndReleasesTheLock() throws Exception {
    start(WithAQueue.class);
    CompletionStage<String> paid = bean(Orders.class).payNow("1");
    @SuppressWarnings("unchecked")
    BlockingQueue<Runnable> queue = bean(BlockingQueue.class);
    Runnable body = queue.poll(1, TimeUnit.MINUTES);
    assertThat(key("order:1").isLocked()).isTrue();
    paid.toCompletableFuture().cancel(true);
    body.run();
    assertThat(bean(Orders.class).runs()).hasValue(0);
    assertFree("order:1");
  }

  /** Has an executor that takes nothing. */
  @Configuration(proxyBeanMethods = false)
  static class WithAFullExecutor {
    @Bean
    Executor applicationTaskExecutor() {
      return work -> {
        throw new RejectedExecutionException("full");
      };
    }

    @Bean
    Orders orders() {
      return new Orders();
    }
  }

  @Test
  void executor_thatRefuses_isToldAndTheLockIsReleased() {
    start(WithAFullExecutor.class);
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> get(bean(Orders.class).payNow("1")))
        .withMessage("full");
    awaitFree("order:1");
  }

  /** Has an executor that takes one thing, and no more. */
  @Configuration(proxyBeanMethods = false)
  static class WithAnExecutorForOne {
    @Bean
    Executor applicationTaskExecutor() {
      AtomicInteger taken = new AtomicInteger();
      return work -> {
        if (taken.getAndIncrement() > 0) {
          throw new RejectedExecutionException("full");
        }
        new Thread(work, "one").start();
      };
    }

    @Bean
    Orders orders() {
      return new Orders();
    }
  }

  @Test
  void executor_thatRefusesInTheEnd_keepsNobodyFromTheResult() throws Exception {
    start(WithAnExecutorForOne.class);
    assertThat(get(bean(Orders.class).payNow("1"))).isEqualTo("1");
    assertFree("order:1");
  }

  /** Has an executor that is none. */
  @Configuration(proxyBeanMethods = false)
  static class WithTheCallersThread {
    @Bean
    Executor applicationTaskExecutor() {
      return Runnable::run;
    }

    @Bean
    Orders orders() {
      return new Orders();
    }
  }

  @Test
  void executor_thatRunsOnTheThreadThatTellsOfTheLock_isRefusedAndTheLockIsReleased()
      throws Exception {
    start(WithTheCallersThread.class);
    CompletableFuture<String> paid;
    try (Lease lease = key("order:1").acquire()) {
      paid = bean(Orders.class).pay("1", () -> CompletableFuture.completedFuture("paid"));
      awaitWaiters("order:1", 1);
      assertThat(lease.isHeld()).isTrue();
    }
    assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> get(paid));
    assertThat(bean(Orders.class).runs()).hasValue(0);
    awaitFree("order:1");
  }

  @Test
  void client_thatIsClosedWhileACallWaits_failsThat() throws Exception {
    start(Orders.class);
    try (Lease lease = key("order:1").acquire()) {
      CompletableFuture<String> paid =
          bean(Orders.class).pay("1", () -> CompletableFuture.completedFuture("paid"));
      awaitWaiters("order:1", 1);
      bean(LockClient.class).close();
      assertThatThrownBy(() -> get(paid)).isInstanceOf(IllegalStateException.class);
      assertThat(lease.isHeld()).isTrue();
    }
  }
}
