package dev.baton.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Lease;
import dev.baton.LeaseLostException;
import dev.baton.LockTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.aop.support.NameMatchMethodPointcutAdvisor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.core.Ordered;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Methods that return a Mono or a Flux. */
@Execution(ExecutionMode.CONCURRENT)
class ReactiveTest extends SpringCase {
  private static final Duration LONG = Duration.ofMinutes(1);

  /** Runs what a test wants. */
  static class Orders {
    private final AtomicInteger runs = new AtomicInteger();

    AtomicInteger runs() {
      return runs;
    }

    @Locked(value = "order:#{#id}", lease = "10m") // what leaks is there for long
    <T> Mono<T> pay(long id, Supplier<Mono<T>> work) {
      runs.incrementAndGet();
      return work.get();
    }

    @Locked("order:#{#id}")
    <T> Flux<T> payAll(long id, Supplier<Flux<T>> work) {
      runs.incrementAndGet();
      return work.get();
    }

    @Locked(value = "order:#{#id}", maxWait = "0")
    Mono<String> payNow(long id) {
      runs.incrementAndGet();
      return Mono.just("paid");
    }

    @Locked(value = "order:#{#id}", maxWait = "0", whenBusy = WhenBusy.SKIP)
    Mono<String> payOrNot(long id) {
      runs.incrementAndGet();
      return Mono.just("paid");
    }

    @Locked(value = "order:#{#id}", maxWait = "0", whenBusy = WhenBusy.SKIP)
    Flux<String> payAllOrNone(long id) {
      runs.incrementAndGet();
      return Flux.just("paid");
    }

    @Locked("order:#{#id}")
    <T> T payWaiting(long id, Supplier<T> work) {
      return work.get();
    }
  }

  private static <T> T get(CompletableFuture<T> future) {
    try {
      return future.get(1, TimeUnit.MINUTES);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  private static Mono<Lease> leaseOfContext() {
    return Mono.deferContextual(context -> Mono.just(context.get(Lease.class)));
  }

  @Test
  void lock_ofAMono_isHeldFromItsSubscriptionUntilItHasCompleted() {
    start(Orders.class);
    Sinks.One<String> work = Sinks.one();
    CompletableFuture<Boolean> begun = new CompletableFuture<>();
    Mono<String> paid =
        bean(Orders.class)
            .pay(
                1,
                () -> {
                  begun.complete(CurrentLease.get().isHeld());
                  return work.asMono();
                });
    assertFree("order:1");
    CompletableFuture<String> result = paid.toFuture();
    assertThat(get(begun)).isTrue();
    assertThat(key("order:1").isLocked()).isTrue();
    work.tryEmitValue("paid");
    assertThat(get(result)).isEqualTo("paid");
    assertFree("order:1");
  }

  @Test
  void mono_subscribedToTwice_acquiresTheLockEachTime() {
    start(Orders.class);
    Mono<Long> paid = bean(Orders.class).pay(1, () -> leaseOfContext().map(Lease::fencingToken));
    Long first = paid.block(LONG);
    assertThat(paid.block(LONG)).isGreaterThan(first);
    assertThat(paid.repeat(2).collectList().block(LONG)).hasSize(3).doesNotHaveDuplicates();
    assertThat(bean(Orders.class).runs()).hasValue(5);
    assertFree("order:1");
  }

  /** Has an advice within the lock. */
  @Configuration(proxyBeanMethods = false)
  static class WithAnAdvice {
    @Bean
    AtomicInteger advised() {
      return new AtomicInteger();
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static NameMatchMethodPointcutAdvisor advisor(ObjectProvider<AtomicInteger> advised) {
      MethodInterceptor counter =
          call -> {
            advised.getObject().incrementAndGet();
            return call.proceed();
          };
      NameMatchMethodPointcutAdvisor advisor = new NameMatchMethodPointcutAdvisor(counter);
      advisor.setMappedName("pay");
      advisor.setOrder(Ordered.LOWEST_PRECEDENCE);
      return advisor;
    }

    @Bean
    Orders orders() {
      return new Orders();
    }
  }

  @Test
  void mono_subscribedToTwice_runsThroughAllAdviceWithinTheLockEachTime() {
    start(WithAnAdvice.class);
    bean(Orders.class).pay(1, () -> Mono.just("paid")).repeat(1).blockLast(LONG);
    assertThat(bean(AtomicInteger.class)).hasValue(2);
    assertThat(bean(Orders.class).runs()).hasValue(2);
  }

  @Test
  void lock_ofAFlux_isHeldUntilItHasCompleted() {
    start(Orders.class);
    List<Boolean> held =
        bean(Orders.class)
            .payAll(1, () -> Flux.range(0, 3).map(i -> key("order:1").isLocked()))
            .collectList()
            .block(LONG);
    assertThat(held).containsExactly(true, true, true);
    assertFree("order:1");
  }

  @Test
  void flux_cancelled_releasesTheLock() {
    start(Orders.class);
    assertThat(bean(Orders.class).payAll(1, () -> Flux.range(0, 3)).blockFirst(LONG)).isZero();
    awaitFree("order:1");
  }

  @Test
  void mono_whileAnotherProcessHasTheLock_waitsAndRunsOnAThreadOfReactors() throws Exception {
    start(Orders.class);
    CompletableFuture<String> paid;
    try (Lease lease = key("order:1").acquire()) {
      paid =
          bean(Orders.class).pay(1, () -> Mono.just(Thread.currentThread().getName())).toFuture();
      awaitWaiters("order:1", 1);
      assertThat(paid).isNotDone();
      assertThat(lease.isHeld()).isTrue();
    }
    assertThat(get(paid)).startsWith("parallel-");
  }

  @Test
  void mono_cancelledWhileItWaits_leavesTheQueue() throws Exception {
    properties.put("baton.locked.max-wait", "forever");
    start(Orders.class);
    try (Lease lease = key("order:1").acquire()) {
      Disposable waiting = bean(Orders.class).pay(1, () -> Mono.just("paid")).subscribe();
      awaitWaiters("order:1", 1);
      waiting.dispose();
      awaitWaiters("order:1", 0);
      assertThat(lease.isHeld()).isTrue();
    }
    assertThat(bean(Orders.class).runs()).hasValue(0);
  }

  @Test
  void monos_cancelledAtAnyTime_leaveNothingHeld() {
    start(Orders.class);
    for (int i = 0; i < 300; i++) {
      CompletableFuture<String> paid =
          bean(Orders.class).pay(1, () -> Mono.just("paid")).toFuture();
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
  void mono_ofABusyLock_failsOnceItsTimeIsOver() throws Exception {
    start(Orders.class);
    Orders orders = bean(Orders.class);
    try (Lease lease = key("order:1").acquire()) {
      assertThatExceptionOfType(LockTimeoutException.class)
          .isThrownBy(() -> orders.payNow(1).block(LONG));
      assertThat(orders.payOrNot(1).block(LONG)).isNull();
      assertThat(orders.payAllOrNone(1).collectList().block(LONG)).isEmpty();
      assertThat(lease.isHeld()).isTrue();
    }
    assertThat(orders.runs()).hasValue(0);
    assertThat(orders.payOrNot(1).block(LONG)).isEqualTo("paid");
  }

  @Test
  void mono_thatFails_releasesTheLock() {
    start(Orders.class);
    Orders orders = bean(Orders.class);
    assertThatThrownBy(
            () -> orders.pay(1, () -> Mono.error(new UnsupportedOperationException())).block(LONG))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(
            () ->
                orders
                    .pay(
                        1,
                        () -> {
                          throw new UnsupportedOperationException();
                        })
                    .block(LONG))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> orders.pay(1, () -> null).block(LONG))
        .isInstanceOf(NullPointerException.class);
    assertFree("order:1");
  }

  @Test
  void lock_lostWhileAMonoGoesOn_cancelsItAndFailsAtOnce() {
    start(Orders.class);
    CompletableFuture<Lease> begun = new CompletableFuture<>();
    CompletableFuture<String> cancelled = new CompletableFuture<>();
    CompletableFuture<Object> paid =
        bean(Orders.class)
            .pay(
                1,
                () ->
                    leaseOfContext()
                        .doOnNext(begun::complete)
                        .then(Mono.never())
                        .doOnCancel(() -> cancelled.complete("cancelled")))
            .toFuture();
    Lease lease = get(begun);
    takeAway("order:1");
    assertThatExceptionOfType(LeaseLostException.class)
        .isThrownBy(() -> lease.renew(Duration.ofMinutes(10)));
    assertThatThrownBy(() -> get(paid)).hasRootCauseInstanceOf(LeaseLostException.class);
    assertThat(get(cancelled)).isEqualTo("cancelled");
  }

  @Test
  void lock_lostBeforeAMonoCompletes_isToldInPlaceOfItsResult() {
    start(Orders.class);
    assertThatExceptionOfType(LeaseLostException.class)
        .isThrownBy(
            () ->
                bean(Orders.class)
                    .pay(
                        1,
                        () -> {
                          takeAway("order:1");
                          return Mono.just("paid");
                        })
                    .block(LONG));
  }

  @Test
  void mono_withinOneThatHasTheLock_runsUnderTheSameLease() {
    start(Orders.class);
    Orders orders = bean(Orders.class);
    Boolean same =
        orders
            .pay(
                1,
                () ->
                    leaseOfContext()
                        .flatMap(
                            outer ->
                                orders
                                    .pay(1, ReactiveTest::leaseOfContext)
                                    .map(inner -> inner == outer && inner.isHeld())))
            .block(LONG);
    assertThat(same).isTrue();
    assertFree("order:1");
  }

  @Test
  void mono_ofACallThatHasTheLock_runsUnderTheSameLeaseAndKeepsIt() {
    start(Orders.class);
    Orders orders = bean(Orders.class);
    Sinks.One<String> work = Sinks.one();
    CompletableFuture<Lease> inner = new CompletableFuture<>();
    CompletableFuture<String> paid =
        orders.payWaiting(
            1,
            () -> {
              Lease outer = CurrentLease.get();
              CompletableFuture<String> begun =
                  orders
                      .pay(1, () -> leaseOfContext().doOnNext(inner::complete).then(work.asMono()))
                      .toFuture();
              assertThat(get(inner)).isSameAs(outer);
              return begun;
            });
    assertThat(get(inner).isHeld()).isTrue(); // although the call has returned
    work.tryEmitValue("paid");
    assertThat(get(paid)).isEqualTo("paid");
    assertFree("order:1");
  }
}
