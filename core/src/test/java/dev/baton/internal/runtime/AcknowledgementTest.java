package dev.baton.internal.runtime;

import static dev.baton.internal.runtime.ScriptedBackend.word;
import static dev.baton.internal.runtime.ScriptedBackend.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.baton.BackendException;
import dev.baton.DistributedLock;
import dev.baton.FailoverPolicy;
import dev.baton.Lease;
import dev.baton.LockOptions;
import dev.baton.LockTimeoutException;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.ServerError;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A grant that is not reported before replicas have acknowledged it. */
class AcknowledgementTest extends CohortCase {
  private final DistributedLock one = lockOf("order:42", 1);

  @Test
  void acquire_acknowledgedAtOnce_isHeldAfterTwoRenewalsAndAWaitInBetween() throws Exception {
    backend.on("WAIT", 1L);
    Lease lease = one.acquire();

    assertThat(lease.isHeld()).isTrue();
    assertThat(backend.operations()).containsExactly("ACQUIRE", "EVAL RENEW", "WAIT", "RENEW");
    assertThat(word(backend.commands("WAIT").get(0), 1)).isEqualTo("1");
    assertThat(word(backend.commands("WAIT").get(0), 2)).isEqualTo("125");
  }

  @Test
  void acquire_acknowledgedLate_isNotHeldBefore() {
    AtomicInteger asked = new AtomicInteger();
    backend.on("WAIT", command -> asked.incrementAndGet() < 3 ? 0L : 1L);
    CompletableFuture<Lease> waiter = want(one);

    assertThat(Eventually.resultOf(waiter).isHeld()).isTrue();
    assertThat(asked).hasValue(3);
  }

  @Test
  void acquire_neverAcknowledged_timesOutAndGivesTheLockBack() {
    backend.on("WAIT", 1L);
    DistributedLock two = lockOf("order:42", 2);

    assertThat(Eventually.failureOf(two.acquireAsync(Duration.ofMillis(80))))
        .isInstanceOf(LockTimeoutException.class)
        .hasMessageContaining("of 2 replicas acknowledged");
    awaitNothingLeft();
  }

  @Test
  void tryAcquire_neverAcknowledged_failsAfterTheCommandTimeoutAndGivesTheLockBack() {
    backend.on("WAIT", 0L);

    assertThat(Eventually.failureOf(one.acquireAsync(Duration.ZERO)))
        .isInstanceOfSatisfying(
            BackendException.class,
            thrown -> assertThat(thrown.outcome()).isEqualTo(BackendException.Outcome.NOT_DONE))
        .hasMessageContaining("of 1 replica acknowledged");
    clock.goOn();
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(one::tryAcquire)
        .withMessageContaining("of 1 replica acknowledged");
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(() -> one.tryAcquire(Duration.ofMillis(5)))
        .withMessageContaining("of 1 replica acknowledged");
    awaitNothingLeft();
  }

  @Test
  void wait_refused_failsClearlyAndGivesTheLockBack() {
    backend.on(
        "WAIT",
        command -> {
          throw new ServerError("NOPERM no permissions to run the 'wait' command");
        });

    assertThat(Eventually.failureOf(one.acquireAsync()))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("NOPERM")
        .hasMessageContaining("needs WAIT");
    awaitNothingLeft();
  }

  @Test
  void wait_cutOrOfAReplica_isSentAgain() {
    AtomicInteger asked = new AtomicInteger();
    backend.on(
        "WAIT",
        command ->
            switch (asked.incrementAndGet()) {
              case 1 -> throw new ConnectionFault("cut", true, null);
              case 2 -> throw new ServerError("UNBLOCKED force unblock, master -> replica");
              case 3 -> throw new ServerError("ERR WAIT cannot be used with replica instances.");
              default -> 1L;
            });

    assertThat(Eventually.resultOf(want(one)).isHeld()).isTrue();
    assertThat(asked).hasValue(4);
  }

  @Test
  void connection_notOpened_isOpenedAgain() {
    AtomicInteger opened = new AtomicInteger();
    backend.onConnect(
        () -> {
          if (opened.incrementAndGet() == 1) {
            throw new ConnectionFault("no connection", false, null);
          }
        });
    backend.on("WAIT", 1L);

    assertThat(Eventually.resultOf(want(one)).isHeld()).isTrue();
    assertThat(opened).hasValue(2);
  }

  @Test
  void lock_lostMeanwhile_isAskedForAgain() {
    backend.on("WAIT", 1L);
    AtomicInteger renewals = new AtomicInteger();
    backend.on("RENEW", command -> words(renewals.incrementAndGet() == 2 ? "DELETED" : "RENEWED"));

    assertThat(Eventually.resultOf(want(one)).isHeld()).isTrue();
    assertThat(backend.operations())
        .containsExactly(
            "ACQUIRE", "EVAL RENEW", "WAIT", "RENEW", "ACQUIRE", "EVAL RENEW", "WAIT", "RENEW");
  }

  @Test
  void waiter_leavesMeanwhile_givesTheLockBackAndALateAcknowledgementChangesNothing() {
    CompletableFuture<@Nullable Object> reply = backend.hold("WAIT");
    CompletableFuture<Lease> waiter = want(one);
    awaitAsked("WAIT", 1);
    waiter.cancel(false);
    awaitNothingLeft();
    reply.complete(1L);

    backend.on("WAIT", 1L);
    assertThat(Eventually.resultOf(want(one)).isHeld()).isTrue();
    assertThat(backend.commands("ACQUIRE")).hasSize(2);
  }

  @Test
  void waiter_leavesMeanwhileAndAnotherStays_goesToTheOtherWhenAcknowledged() {
    CompletableFuture<@Nullable Object> reply = backend.hold("WAIT");
    CompletableFuture<Lease> first = want(one);
    CompletableFuture<Lease> second = want(one);
    awaitAsked("WAIT", 1);
    assertThat(one.tryAcquire()).isEmpty();
    first.cancel(false);
    assertThat(second).isNotDone();
    reply.complete(1L);

    assertThat(Eventually.resultOf(second).isHeld()).isTrue();
    assertThat(backend.operations()).containsExactly("ACQUIRE", "EVAL RENEW", "WAIT", "RENEW");
  }

  @Test
  void pass_ofAnAcknowledgedHold_asksNoReplica() {
    backend.on("WAIT", 1L);
    backend.on("ACQUIRE", command -> words("GRANTED", 1L, backend.serverMicros(), 0L));
    CompletableFuture<Lease> first = want(one);
    Eventually.resultOf(first);
    CompletableFuture<Lease> second = want(one);
    release(of(first)); // one fence was set aside: asked again, for many now
    Lease third = Eventually.resultOf(second);
    CompletableFuture<Lease> fourth = want(one);
    int waits = backend.commands("WAIT").size();
    release(third);

    assertThat(of(fourth).isHeld()).isTrue();
    assertThat(waits).isEqualTo(2);
    assertThat(backend.commands("WAIT")).hasSize(2);
  }

  @Test
  void questions_whileARoundIsUnderWay_goTogetherInTheNextOneWithTheLargestNumber() {
    CompletableFuture<@Nullable Object> reply = backend.hold("WAIT");
    CompletableFuture<Lease> a = want(lockOf("a", 1));
    awaitAsked("WAIT", 1);
    CompletableFuture<Lease> b = want(lockOf("b", 2));
    CompletableFuture<Lease> c = want(lockOf("c", 3));
    CompletableFuture<Lease> d = want(lockOf("d", 1));
    backend.on("WAIT", 3L);
    reply.complete(1L);

    assertThat(Eventually.resultOf(b).isHeld()).isTrue();
    assertThat(Eventually.resultOf(c).isHeld()).isTrue();
    assertThat(Eventually.resultOf(d).isHeld()).isTrue();
    assertThat(a).isCompleted();
    assertThat(backend.commands("WAIT").stream().map(command -> word(command, 1)))
        .containsExactly("1", "3");
    assertThat(backend.commands("RENEW")).hasSize(2 + 6);
  }

  @Test
  void questions_inACluster_waitOnceForEachSlot() {
    backend.cluster = true;
    CompletableFuture<@Nullable Object> reply = backend.hold("WAIT");
    CompletableFuture<Lease> a = want(lockOf("a", 1));
    awaitAsked("WAIT", 1);
    CompletableFuture<Lease> b = want(lockOf("{b}1", 1));
    CompletableFuture<Lease> c = want(lockOf("{b}2", 2));
    CompletableFuture<Lease> d = want(lockOf("d", 1));
    backend.on(
        "WAIT",
        command ->
            new String(command.key(), java.nio.charset.StandardCharsets.UTF_8).equals("d")
                ? 1L
                : 2L);
    reply.complete(1L);

    assertThat(Eventually.resultOf(b).isHeld()).isTrue();
    assertThat(Eventually.resultOf(c).isHeld()).isTrue();
    assertThat(Eventually.resultOf(d).isHeld()).isTrue();
    assertThat(a).isCompleted();
    assertThat(backend.commands("WAIT").stream().map(command -> word(command, 1)))
        .containsExactlyInAnyOrder("1", "1", "2");
  }

  @Test
  void questions_inMoreSlotsThanMilliseconds_waitForNoneWithoutEnd() {
    backend.cluster = true;
    CompletableFuture<@Nullable Object> reply = backend.hold("WAIT");
    CompletableFuture<Lease> first = want(lockOf("first", 1));
    awaitAsked("WAIT", 1);
    List<CompletableFuture<Lease>> others =
        IntStream.range(0, 200).mapToObj(i -> want(lockOf("other" + i, 1))).toList();
    backend.on("WAIT", 1L);
    reply.complete(1L);

    others.forEach(Eventually::resultOf);
    assertThat(first).isCompleted();
    assertThat(backend.commands("WAIT").stream().map(command -> word(command, 2)))
        .hasSizeGreaterThan(126)
        .doesNotContain("0");
  }

  @Test
  void client_closedMeanwhile_endsTheWaitAndGivesTheLockBack() {
    backend.on("WAIT", ScriptedBackend.SILENCE);
    CompletableFuture<Lease> waiter = want(lockOf("order:42", 1, NOT_RENEWED));
    awaitAsked("WAIT", 1);
    clock.goOn(); // for what closing waits
    engine.close();

    assertThat(waiter).isCompletedExceptionally();
    assertThat(backend.commands("RELEASE")).hasSize(1);
  }

  @Test
  void client_closedWhileALockOfItsOwnPlaceIsAskedFor_endsTheWait() {
    backend.on("WAIT", 0L);
    CompletableFuture<Lease> waiter =
        want(lockOf("order:42", 1, LockOptions.defaults().ownerToken("mine")));
    awaitAsked("WAIT", 1);
    engine.close();

    assertThat(Eventually.failureOf(waiter)).isInstanceOf(IllegalStateException.class);
  }

  private DistributedLock lockOf(String name, int replicas) {
    return lockOf(name, replicas, LockOptions.defaults());
  }

  private DistributedLock lockOf(String name, int replicas, LockOptions options) {
    return engine.lock(name, options.failover(FailoverPolicy.acknowledgedBy(replicas)));
  }

  private static CompletableFuture<Lease> want(DistributedLock lock) {
    return lock.acquireAsync().toCompletableFuture();
  }

  private void awaitAsked(String operation, int times) {
    Eventually.awaitTrue(() -> backend.commands(operation).size() == times);
  }

  private void awaitNothingLeft() {
    Eventually.awaitTrue(
        () ->
            backend.commands("RELEASE").size() == backend.commands("ACQUIRE").size()
                && engine.kept() == 0);
  }
}
