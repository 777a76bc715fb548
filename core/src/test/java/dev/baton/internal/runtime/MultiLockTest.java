package dev.baton.internal.runtime;

import static dev.baton.internal.runtime.Eventually.failureOf;
import static dev.baton.internal.runtime.Eventually.resultOf;
import static dev.baton.internal.runtime.ScriptedBackend.word;
import static dev.baton.internal.runtime.ScriptedBackend.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Lease;
import dev.baton.LockException;
import dev.baton.LockTimeoutException;
import dev.baton.MultiLease;
import dev.baton.MultiLock;
import dev.baton.ReleaseOutcome;
import dev.baton.spi.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several locks at once, of which some are another process's. */
class MultiLockTest extends CohortCase {
  private static final Duration SHORT = Duration.ofSeconds(5);

  /** The locks that are another's. */
  private final Set<String> theirs = ConcurrentHashMap.newKeySet();

  private final MultiLock locks =
      engine.allOf(engine.lock("c"), engine.lock("a"), engine.lock("b"));

  @BeforeEach
  void answer() {
    backend.on(
        "ACQUIRE",
        command ->
            theirs.contains(name(command))
                ? backend.heldBy(HOLDER, command)
                : backend.granted(command));
  }

  private static String name(Command command) {
    return word(command, 3);
  }

  /** What was sent since this was asked last: the operation and the lock. */
  private List<String> sent() {
    List<String> sent = new ArrayList<>();
    for (Command command : backend.sent) {
      String operation = backend.operation(command);
      boolean waits = operation.equals("ACQUIRE") && ScriptedBackend.waits(command);
      sent.add((waits ? "WAIT" : operation) + " " + name(command));
    }
    backend.sent.clear();
    return sent;
  }

  private CompletableFuture<MultiLease> wanted() {
    CompletableFuture<MultiLease> waiter = locks.acquireAsync().toCompletableFuture();
    return waiter;
  }

  private static MultiLease all(CompletableFuture<MultiLease> waiter) {
    assertThat(waiter).isCompleted();
    return waiter.join();
  }

  /** The lock that is waited for is granted. */
  private void grant(long fence) {
    backend.pushGrant(backend.lastRequest("ACQUIRE"), fence, 0);
  }

  private void assertNothingLeft() {
    Eventually.awaitTrue(() -> engine.kept() == 0);
  }

  @BeforeEach
  void forget() {
    backend.sent.clear();
  }

  @Test
  void everyForm_allFree_isHeldAndReleased() throws Exception {
    check(locks.acquire());
    check(locks.acquire(SHORT));
    check(locks.tryAcquire().orElseThrow());
    check(locks.tryAcquire(SHORT).orElseThrow());
    check(locks.tryAcquire(Duration.ZERO).orElseThrow());
    check(resultOf(locks.acquireAsync()));
    check(resultOf(locks.acquireAsync(SHORT)));
    assertThat(locks.<Integer, RuntimeException>call(leases -> leases.leases().size()))
        .isEqualTo(3);
    assertThat(locks.<Boolean, RuntimeException>call(SHORT, MultiLease::isHeld)).isTrue();
    assertNothingLeft();
  }

  private void check(MultiLease leases) {
    sent();
    assertThat(leases.isHeld()).isTrue();
    leases.ensureHeld();
    assertThat(leases.leases()).extracting(Lease::lockName).containsExactly("a", "b", "c");
    assertThat(leases.remaining()).isPositive();
    assertThat(leases.release()).isEqualTo(ReleaseOutcome.RELEASED);
    assertThat(sent()).containsExactly("RELEASE a", "RELEASE b", "RELEASE c");
    assertThat(leases.isHeld()).isFalse();
    assertThat(leases.release()).isEqualTo(ReleaseOutcome.RELEASED);
    leases.close();
    assertThat(sent()).isEmpty();
    assertThatThrownBy(leases::ensureHeld).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void everyForm_oneBusy_isEmptyOrTimesOut_andGivesTheOthersBack() throws Exception {
    theirs.add("b");
    Duration none = Duration.ZERO;
    assertThat(locks.tryAcquire()).isEmpty();
    assertThat(sent())
        .containsExactly("ACQUIRE a", "ACQUIRE b", "ACQUIRE c", "RELEASE a", "RELEASE c");
    assertThat(locks.tryAcquire(none)).isEmpty();
    assertThatThrownBy(() -> locks.acquire(none))
        .isInstanceOf(LockTimeoutException.class)
        .hasMessage(
            "not all of 3 locks came free within PT0S: lock \"b\" did not come free within PT0S;"
                + " held by "
                + HOLDER)
        .extracting(thrown -> ((LockException) thrown).lockName())
        .isEqualTo("b");
    assertThatThrownBy(() -> locks.call(none, leases -> "never"))
        .isInstanceOf(LockTimeoutException.class);
    assertThat(failureOf(locks.acquireAsync(none))).isInstanceOf(LockTimeoutException.class);
    assertNothingLeft();
  }

  @Test
  void acquire_allFree_asksForAllBeforeAnyHasAnswered() {
    CompletableFuture<@Nullable Object> go = new CompletableFuture<>();
    backend.on("ACQUIRE", command -> go.thenApply(any -> backend.granted(command)));
    Blocked<MultiLease> caller = Blocked.run(locks::acquire);
    Eventually.awaitTrue(() -> backend.sent.size() == 3);
    assertThat(sent()).containsExactly("ACQUIRE a", "ACQUIRE b", "ACQUIRE c");
    go.complete(null);
    assertThat(resultOf(caller.result()).isHeld()).isTrue();
  }

  @Test
  void acquire_oneBusy_waitsForItWithTheNamesBeforeIt_thenAsksForTheRest() {
    theirs.add("b");
    CompletableFuture<MultiLease> waiter = wanted();
    assertThat(sent())
        .containsExactly("ACQUIRE a", "ACQUIRE b", "ACQUIRE c", "RELEASE c", "WAIT b");
    assertThat(waiter).isNotDone();
    grant(77);
    assertThat(sent()).containsExactly("ACQUIRE c");
    assertThat(all(waiter).of("b").fencingToken()).isEqualTo(77);
    all(waiter).close();
    assertNothingLeft();
  }

  @Test
  void acquire_severalBusy_waitsForOneAfterTheOther() {
    theirs.addAll(Set.of("a", "c"));
    CompletableFuture<MultiLease> waiter = wanted();
    assertThat(sent())
        .containsExactly("ACQUIRE a", "ACQUIRE b", "ACQUIRE c", "RELEASE b", "WAIT a");
    theirs.add("b");
    grant(70);
    assertThat(sent()).containsExactly("ACQUIRE b", "ACQUIRE c", "WAIT b");
    grant(71);
    assertThat(sent()).containsExactly("ACQUIRE c", "WAIT c");
    grant(72);
    assertThat(all(waiter).leases()).extracting(Lease::fencingToken).containsExactly(70L, 71L, 72L);
    assertThat(sent()).isEmpty();
  }

  @Test
  void acquire_oneOfThoseBeforeIsLostWhileItWaits_isAskedForAgain() {
    theirs.add("c");
    CompletableFuture<MultiLease> waiter = wanted();
    sent();
    backend.on("RELEASE", words("DELETED"));
    backend.on("RENEW", command -> words(name(command).equals("a") ? "DELETED" : "RENEWED"));
    engine.services().renewer().doubtAll();
    Eventually.awaitTrue(() -> engine.services().renewer().size() == 1);
    backend.on("RELEASE", words("RELEASED"));
    sent();
    theirs.add("a");
    grant(90);
    assertThat(sent()).containsExactly("ACQUIRE a", "RELEASE b", "RELEASE c", "WAIT a");
    theirs.remove("c");
    grant(91);
    assertThat(sent()).containsExactly("ACQUIRE b", "ACQUIRE c");
    assertThat(all(waiter).isHeld()).isTrue();
    all(waiter).close();
    assertNothingLeft();
  }

  @Test
  void acquire_timeIsUpWhileItWaits_namesTheLockAndItsHolder_andKeepsNothing() {
    theirs.add("b");
    Blocked<MultiLease> caller = Blocked.run(() -> locks.acquire(SHORT));
    Eventually.awaitTrue(() -> engine.services().inbox().size() == 1);
    clock.advance(SHORT);
    clock.goOn();
    assertThat(failureOf(caller.result()))
        .isInstanceOf(LockTimeoutException.class)
        .hasMessageStartingWith("not all of 3 locks came free within PT5S: lock \"b\" did not")
        .hasMessageEndingWith("held by " + HOLDER)
        .extracting(thrown -> ((LockException) thrown).lockName())
        .isEqualTo("b");
    assertNothingLeft();
    assertThat(sent()).contains("RELEASE a", "RELEASE c", "CANCEL b");
  }
}
