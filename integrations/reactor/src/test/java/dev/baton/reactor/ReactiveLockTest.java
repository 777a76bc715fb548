package dev.baton.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.DistributedLock;
import dev.baton.DistributedSemaphore;
import dev.baton.Lease;
import dev.baton.LeaseLostException;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.LockTimeoutException;
import dev.baton.LossReason;
import dev.baton.MultiLease;
import dev.baton.MultiLock;
import dev.baton.jedis.JedisConnector;
import dev.baton.lettuce.LettuceConnector;
import dev.baton.spi.Connector;
import dev.baton.testing.server.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** Locks held while something reactive goes on, on a real server and with both adapters. */
@ParameterizedClass
@ValueSource(booleans = {true, false})
@Timeout(value = 300, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReactiveLockTest {
  /** What only a hang misses. */
  private static final Duration LONG = Duration.ofSeconds(90);

  /** What leaks is there for long. */
  private static final LockOptions OPTIONS =
      LockOptions.defaults().leaseDuration(Duration.ofMinutes(10));

  @Parameter boolean lettuce;

  private final String name = "order:" + UUID.randomUUID();
  private LockClient client;
  private LockClient other;
  private DistributedLock lock;
  private ReactiveLock<Lease> reactive;

  @BeforeEach
  void open() {
    client = connect();
    other = connect();
    lock = client.lock(name, OPTIONS);
    reactive = ReactiveLock.of(lock);
  }

  private LockClient connect() {
    String uri = RedisServer.shared().patientUri();
    Connector connector = lettuce ? LettuceConnector.of(uri) : JedisConnector.of(uri);
    return LockClient.builder(connector).build();
  }

  @AfterEach
  void close() {
    client.close();
    other.close();
  }

  private void assertFree() {
    assertThat(other.lock(name).isLocked()).isFalse();
  }

  private void awaitFree() {
    await().atMost(LONG).until(() -> !other.lock(name).isLocked());
  }

  private void awaitWaiters(int count) {
    await().atMost(LONG).until(() -> other.lock(name).inspect().waiting() == count);
  }

  private static void assertOfReactor(String thread) {
    assertThat(thread).startsWith("parallel-");
  }

  private static String thread() {
    return Thread.currentThread().getName();
  }

  @Test
  void mono_isHeldFromItsSubscriptionUntilItHasCompleted() {
    Sinks.One<String> work = Sinks.one();
    CompletableFuture<Boolean> begun = new CompletableFuture<>();
    Mono<String> paid =
        reactive.withLock(
            lease -> {
              begun.complete(lease.isHeld());
              return work.asMono();
            });
    assertFree();
    CompletableFuture<String> result = paid.toFuture();
    assertThat(begun).succeedsWithin(LONG).isEqualTo(true);
    assertThat(other.lock(name).isLocked()).isTrue();
    work.tryEmitValue("paid");
    assertThat(result).succeedsWithin(LONG).isEqualTo("paid");
    assertFree();
  }

  @Test
  void eachSubscription_hasALeaseOfItsOwn() {
    Mono<Long> fence = reactive.withLock(lease -> Mono.just(lease.fencingToken()));
    assertThat(fence.repeat(3).collectList().block(LONG))
        .hasSize(4)
        .isSorted()
        .doesNotHaveDuplicates();
    assertFree();
  }

  @Test
  void flux_isHeldUntilItHasCompleted() {
    List<Boolean> held =
        reactive
            .withLockMany(lease -> Flux.range(0, 3).map(i -> lease.isHeld()))
            .collectList()
            .block(LONG);
    assertThat(held).containsExactly(true, true, true);
    assertFree();
  }

  @Test
  void flux_ofWhichTheFirstIsTaken_releasesTheLock() {
    assertThat(reactive.withLockMany(lease -> Flux.range(0, 3)).blockFirst(LONG)).isZero();
    awaitFree();
  }

  @Test
  void workAndWhatFollows_runOnThreadsOfReactors() throws Exception {
    List<String> threads = new ArrayList<>();
    CompletableFuture<String> done;
    try (Lease lease = other.lock(name).acquire()) {
      done =
          reactive
              .withLock(
                  mine -> {
                    threads.add(thread());
                    return Mono.just("paid");
                  })
              .doOnNext(paid -> threads.add(thread()))
              .doOnTerminate(() -> threads.add(thread()))
              .toFuture();
      awaitWaiters(1);
      assertThat(done).isNotDone();
      assertThat(lease.isHeld()).isTrue();
    }
    assertThat(done).succeedsWithin(LONG).isEqualTo("paid");
    assertThat(threads).hasSize(3).allSatisfy(ReactiveLockTest::assertOfReactor);
  }

  @Test
  void loss_cancelsTheWork_andIsToldOnAThreadOfReactors() {
    CompletableFuture<Lease> begun = new CompletableFuture<>();
    CompletableFuture<String> cancelled = new CompletableFuture<>();
    CompletableFuture<String> told = new CompletableFuture<>();
    CompletableFuture<Object> result =
        reactive
            .withLock(
                lease -> {
                  begun.complete(lease);
                  return Mono.never().doOnCancel(() -> cancelled.complete("cancelled"));
                })
            .doOnError(LeaseLostException.class, lost -> told.complete(thread()))
            .toFuture();
    Lease lease = begun.join();
    assertThat(other.lock(name).release(lease.ownerToken())).isTrue();
    notHeldAnyMore(lease); // in case it could not be heard yet
    assertThat(told).succeedsWithin(LONG).satisfies(ReactiveLockTest::assertOfReactor);
    assertThat(result).failsWithin(LONG); // a moment after the operators before it have seen it
    assertThat(cancelled).succeedsWithin(LONG);
  }

  @Test
  void lossThatShowsAtTheRelease_isToldInPlaceOfTheResult() {
    Mono<String> paid =
        reactive.withLock(
            lease -> {
              other.lock(name).release(lease.ownerToken());
              return Mono.just("paid");
            });
    assertThatExceptionOfType(LeaseLostException.class)
        .isThrownBy(() -> paid.block(LONG))
        .satisfies(lost -> assertThat(lost.reason()).isEqualTo(LossReason.DELETED));
  }

  @Test
  void cancelled_whileItWaits_leavesTheQueue() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    try (Lease lease = other.lock(name).acquire()) {
      Disposable waiting =
          reactive.withLock(mine -> Mono.fromSupplier(runs::incrementAndGet)).subscribe();
      awaitWaiters(1);
      waiting.dispose();
      awaitWaiters(0);
      assertThat(lease.isHeld()).isTrue();
    }
    assertThat(runs).hasValue(0);
  }

  @Test
  void busy_failsOrIsEmpty_onceItsTimeIsOver() throws Exception {
    ReactiveLock<Lease> once = reactive.maxWait(Duration.ZERO);
    try (Lease lease = other.lock(name).acquire()) {
      assertThatExceptionOfType(LockTimeoutException.class)
          .isThrownBy(() -> once.withLock(mine -> Mono.just("paid")).block(LONG))
          .withMessageContaining(name);
      assertThat(once.emptyIfBusy().withLock(mine -> Mono.just("paid")).block(LONG)).isNull();
      assertThat(lease.isHeld()).isTrue();
    }
    assertThat(once.emptyIfBusy().withLock(mine -> Mono.just("paid")).block(LONG))
        .isEqualTo("paid");
    LockTimeoutException another = timeoutOfAnother();
    assertThatThrownBy(() -> once.emptyIfBusy().withLock(mine -> Mono.error(another)).block(LONG))
        .isSameAs(another);
    assertFree();
  }

  private LockTimeoutException timeoutOfAnother() throws InterruptedException {
    DistributedLock another = other.lock(name + "b");
    try (Lease held = another.acquire()) {
      assertThat(held.isHeld()).isTrue();
      another.acquire(Duration.ZERO);
    } catch (LockTimeoutException timeout) {
      return timeout;
    }
    throw new AssertionError("it was free");
  }

  @Test
  void workThatFails_releasesTheLock() {
    RuntimeException failure = new UnsupportedOperationException();
    assertThatThrownBy(() -> reactive.withLock(lease -> Mono.error(failure)).block(LONG))
        .isSameAs(failure);
    assertThatThrownBy(
            () ->
                reactive
                    .withLock(
                        lease -> {
                          throw failure;
                        })
                    .block(LONG))
        .isSameAs(failure);
    assertThatThrownBy(() -> reactive.withLock(lease -> null).block(LONG))
        .isInstanceOf(NullPointerException.class);
    assertFree();
  }

  @Test
  void clientThatIsClosed_failsTheSubscription() {
    client.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> reactive.withLock(lease -> Mono.just("paid")).block(LONG))
        .withMessageContaining("closed");
  }

  @Test
  void sameLockInTheChain_failsAtOnce_andAnotherDoesNot() {
    ReactiveLock<Lease> shorter = ReactiveLock.of(client.lock(name));
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                reactive
                    .withLock(lease -> shorter.withLock(inner -> Mono.just("paid")))
                    .block(LONG))
        .withMessageContaining("would wait for itself");
    assertFree();
    ReactiveLock<Lease> another = ReactiveLock.of(client.lock(name + "b"));
    assertThat(
            reactive
                .withLock(lease -> another.withLock(inner -> Mono.just("paid")))
                .then(reactive.withLock(lease -> Mono.just("again")))
                .block(LONG))
        .isEqualTo("again");
  }

  @Test
  void permitsInTheChain_areRefusedOnceThereAreTooFew() {
    DistributedSemaphore three = client.semaphore(name, 3);
    ReactiveLock<Lease> two = ReactiveLock.of(three.withWeight(2));
    ReactiveLock<Lease> one = ReactiveLock.of(three);
    Mono<String> paid = Mono.just("paid");
    assertThat(two.withLock(lease -> one.withLock(inner -> paid)).block(LONG)).isEqualTo("paid");
    assertThatIllegalStateException()
        .isThrownBy(() -> two.withLock(lease -> two.withLock(inner -> paid)).block(LONG));
    assertThatIllegalStateException()
        .isThrownBy(() -> one.withLock(lease -> reactive.withLock(inner -> paid)).block(LONG));
    assertThatIllegalStateException()
        .isThrownBy(() -> reactive.withLock(lease -> one.withLock(inner -> paid)).block(LONG));
    assertFree();
  }

  @Test
  void lease_isInTheContext() {
    assertThat(
            reactive
                .withLock(
                    lease ->
                        Mono.deferContextual(
                            context -> Mono.just(context.get(Lease.class) == lease)))
                .block(LONG))
        .isTrue();
  }

  @Test
  void several_areHeldTogether() {
    MultiLock both = client.allOf(List.of(lock, client.lock(name + "b", OPTIONS)));
    ReactiveLock<MultiLease> locks = ReactiveLock.of(both).maxWait(LONG);
    Boolean held =
        locks
            .withLock(
                leases ->
                    Mono.deferContextual(
                        context ->
                            Mono.just(leases.isHeld() && context.get(MultiLease.class) == leases)))
            .block(LONG);
    assertThat(held).isTrue();
    assertFree();
    assertThatExceptionOfType(LeaseLostException.class)
        .isThrownBy(
            () ->
                locks
                    .withLock(
                        leases -> {
                          other.lock(name).release(leases.of(name).ownerToken());
                          return Mono.fromRunnable(() -> notHeldAnyMore(leases.of(name)))
                              .then(Mono.never());
                        })
                    .block(LONG))
        .satisfies(lost -> assertThat(lost.lockName()).isEqualTo(name));
    await().atMost(LONG).until(() -> !other.lock(name + "b").isLocked());
    assertThatIllegalStateException()
        .isThrownBy(
            () -> reactive.withLock(lease -> locks.withLock(all -> Mono.just("paid"))).block(LONG));
    assertThat(ReactiveLock.of(both).withLock(leases -> Mono.just("paid")).block(LONG))
        .isEqualTo("paid");
    assertFree();
  }

  private static void notHeldAnyMore(Lease lease) {
    assertThatExceptionOfType(LeaseLostException.class)
        .isThrownBy(() -> lease.renew(Duration.ofMinutes(10)));
  }

  @Test
  void readersAndPermits_areHeldTogether() {
    ReactiveLock<Lease> reading = ReactiveLock.of(client.readWriteLock(name).readLock());
    ReactiveLock<Lease> permit = ReactiveLock.of(client.semaphore(name + "s", 2));
    Mono<Long> both =
        Mono.zip(
                reading.withLock(one -> meanwhile(permit)),
                reading.withLock(two -> meanwhile(permit)))
            .thenReturn(1L);
    StepVerifier.create(both).expectNext(1L).expectComplete().verify(LONG);
    awaitFree();
  }

  private final AtomicInteger inside = new AtomicInteger();

  /** Ends once two are inside. */
  private Mono<Long> meanwhile(ReactiveLock<Lease> permit) {
    return permit.withLock(
        lease -> {
          inside.incrementAndGet();
          return Flux.interval(Duration.ofMillis(1)).takeUntil(i -> inside.get() == 2).last();
        });
  }

  @Test
  void wait_thatIsNegative_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> reactive.maxWait(Duration.ofMillis(-1)))
        .withMessage("maxWait is PT-0.001S: it must be zero or more");
  }

  @Test
  void text_saysWhichLockAndHowLong() {
    assertThat(reactive.maxWait(Duration.ofSeconds(1)).emptyIfBusy().toString())
        .startsWith("ReactiveLock[")
        .contains(name)
        .endsWith(", maxWait PT1S, empty if busy]");
    assertThat(reactive).asString().endsWith("]").doesNotContain("maxWait");
  }
}
