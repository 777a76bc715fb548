package dev.baton.internal.runtime;

import static dev.baton.internal.runtime.ScriptedBackend.words;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.BackendException;
import dev.baton.DistributedLock;
import dev.baton.FailoverPolicy;
import dev.baton.Lease;
import dev.baton.LockOptions;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.ServerError;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Those who wait for a grant to be acknowledged: they leave, lose it, or are refused. */
class AcknowledgementWaitersTest extends CohortCase {
  private static final FailoverPolicy POLICY = FailoverPolicy.acknowledgedBy(1);

  private final DistributedLock one =
      engine.lock("order:42", LockOptions.defaults().failover(POLICY));

  @Test
  void blockedThread_interruptedMeanwhile_doesNotHoldAndTheLockGoesBack() {
    backend.on("WAIT", ScriptedBackend.SILENCE);
    Blocked<Lease> blocked = Blocked.run(one::acquire);
    awaitAsked("WAIT", 1);
    blocked.interrupt();

    assertThat(Eventually.failureOf(blocked.result())).isInstanceOf(InterruptedException.class);
    awaitNothingLeft();
  }

  @Test
  void blockedThread_interruptedMeanwhileAndAnotherStays_isTheOthersWhenAcknowledged() {
    CompletableFuture<@Nullable Object> reply = backend.hold("WAIT");
    Blocked<Lease> blocked = Blocked.run(one::acquire);
    awaitAsked("WAIT", 1);
    CompletableFuture<Lease> other = one.acquireAsync().toCompletableFuture();
    blocked.interrupt();
    assertThat(Eventually.failureOf(blocked.result())).isInstanceOf(InterruptedException.class);
    assertThat(other).isNotDone();
    reply.complete(1L);

    assertThat(Eventually.resultOf(other).isHeld()).isTrue();
    assertThat(backend.operations()).containsExactly("ACQUIRE", "EVAL RENEW", "WAIT", "RENEW");
  }

  @Test
  void blockedThreads_refused_allFailAndTheLockGoesBack() {
    CompletableFuture<@Nullable Object> reply = backend.hold("WAIT");
    Blocked<Lease> first = Blocked.run(one::acquire);
    awaitAsked("WAIT", 1);
    Blocked<Lease> second = Blocked.run(one::acquire);
    second.awaitParked();
    reply.completeExceptionally(new ServerError("NOPERM wait"));

    for (Blocked<Lease> each : List.of(first, second)) {
      assertThat(Eventually.failureOf(each.result()))
          .isInstanceOf(BackendException.class)
          .hasMessageContaining("NOPERM");
    }
    awaitNothingLeft();
  }

  @Test
  void answer_malformed_failsAndTheLockGoesBack() {
    backend.on("WAIT", words("many"));

    assertThat(Eventually.failureOf(one.acquireAsync())).isInstanceOf(IllegalStateException.class);
    awaitNothingLeft();
  }

  @Test
  void renewal_refused_failsAndTheLockGoesBack() {
    backend.on("WAIT", 1L);
    backend.on(
        "RENEW",
        command -> {
          throw new ServerError("NOPERM evalsha");
        });

    assertThat(Eventually.failureOf(one.acquireAsync()))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("NOPERM");
    awaitNothingLeft();
  }

  @Test
  void renewal_cut_isAskedAgain() {
    backend.on("WAIT", 1L);
    AtomicInteger renewals = new AtomicInteger();
    backend.on(
        "RENEW",
        command -> {
          if (renewals.incrementAndGet() == 2) {
            throw new ConnectionFault("cut", true, null);
          }
          return words("RENEWED");
        });

    assertThat(Eventually.resultOf(one.acquireAsync()).isHeld()).isTrue();
    assertThat(backend.commands("WAIT")).hasSize(2);
    assertThat(backend.commands("ACQUIRE")).hasSize(1);
  }

  @Test
  void neverExpiringLock_isHeldOnceAcknowledged() {
    backend.on("WAIT", 1L);
    DistributedLock endless =
        engine.lock("order:42", LockOptions.defaults().neverExpires().failover(POLICY));
    Lease lease = Eventually.resultOf(endless.acquireAsync());
    clock.advance(Duration.ofDays(1));

    assertThat(lease.isHeld()).isTrue();
    assertThat(backend.operations()).containsExactly("ACQUIRE", "EVAL RENEW", "WAIT", "RENEW");
    assertThat(renewals()).as("for ever").containsOnly("0");
  }

  @Test
  void neverExpiringLock_lostMeanwhile_isAskedForAgain() {
    backend.on("WAIT", 1L);
    AtomicInteger renewals = new AtomicInteger();
    backend.on("RENEW", command -> words(renewals.incrementAndGet() == 2 ? "DELETED" : "RENEWED"));
    DistributedLock endless =
        engine.lock("order:42", LockOptions.defaults().neverExpires().failover(POLICY));

    assertThat(Eventually.resultOf(endless.acquireAsync()).isHeld()).isTrue();
    assertThat(backend.commands("ACQUIRE")).hasSize(2);
  }

  @Test
  void lease_nearlyOver_isNotRenewedForEver() {
    CompletableFuture<@Nullable Object> reply = backend.hold("WAIT");
    CompletableFuture<Lease> waiter =
        engine.lock("order:42", NOT_RENEWED.failover(POLICY)).acquireAsync().toCompletableFuture();
    awaitAsked("WAIT", 1);
    clock.advance(Duration.ofMillis(9_991));
    backend.on("WAIT", 1L);
    reply.complete(0L);

    assertThat(Eventually.resultOf(waiter).isHeld()).isTrue();
    assertThat(renewals()).contains("1").doesNotContain("0");
  }

  @Test
  void questions_notSent_failAndTheLockGoesBack() {
    backend.onBatch(
        () -> {
          throw new IllegalStateException("no batch");
        });

    assertThat(Eventually.failureOf(one.acquireAsync())).hasMessage("no batch");
    backend.onBatch(() -> {});
    backend.on("WAIT", 1L);
    awaitNothingLeft();
    assertThat(Eventually.resultOf(one.acquireAsync()).isHeld()).isTrue();
  }

  @Test
  void lease_ranOutMeanwhile_isNeverHandedOut() {
    CompletableFuture<@Nullable Object> reply = backend.hold("WAIT");
    CompletableFuture<Lease> waiter =
        engine
            .lock("order:42", NOT_RENEWED.leaseDuration(Duration.ofSeconds(1)).failover(POLICY))
            .acquireAsync()
            .toCompletableFuture();
    awaitAsked("WAIT", 1);
    clock.advance(Duration.ofSeconds(1));
    backend.on("RENEW", words("DELETED"));
    backend.on("WAIT", 1L);
    reply.complete(1L);
    backend.on("RENEW", words("RENEWED"));
    clock.goOn();

    Lease lease = Eventually.resultOf(waiter);
    assertThat(lease.fencingToken()).isGreaterThan(1);
    assertThat(backend.commands("ACQUIRE")).hasSize(2);
  }

  @Test
  void future_completedByItsCaller_givesTheLockBackWhenItIsGranted() {
    CompletableFuture<@Nullable Object> reply = backend.hold("ACQUIRE");
    CompletableFuture<Lease> waiter = want();
    waiter.completeExceptionally(new IllegalStateException("enough"));
    reply.complete(backend.granted(backend.commands("ACQUIRE").get(0)));

    assertThat(backend.operations()).containsExactly("ACQUIRE", "RELEASE");
    assertThat(engine.cohorts().renewer().holds()).isEmpty();
  }

  @Test
  void waiter_ofANeverExpiringLockLeaves_isCancelled() {
    backend.held(HOLDER);
    DistributedLock endless = engine.lock("order:42", LockOptions.defaults().neverExpires());
    endless.acquireAsync().toCompletableFuture().cancel(false);

    assertThat(backend.operations()).containsExactly("ACQUIRE", "CANCEL");
    assertThat(engine.cohorts().size()).isZero();
  }

  /** For how many milliseconds each RENEW asked. */
  private List<String> renewals() {
    return backend.commands("RENEW").stream()
        .map(command -> ScriptedBackend.argument(command, "lease"))
        .toList();
  }

  private void awaitAsked(String operation, int times) {
    Eventually.awaitTrue(() -> backend.commands(operation).size() == times);
  }

  private void awaitNothingLeft() {
    Eventually.awaitTrue(
        () ->
            backend.commands("RELEASE").size() == 1
                && engine.cohorts().size() == 0
                && engine.services().inbox().size() == 0
                && engine.services().settler().size() == 0);
    assertThat(engine.cohorts().renewer().holds()).isEmpty();
  }
}
