package dev.baton.internal.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.baton.BackendException;
import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LeaseLostException;
import dev.baton.LockException;
import dev.baton.LockOptions;
import dev.baton.LockTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every way to acquire a quorum's lock, on three servers. */
class QuorumAcquireTest {
  private static final Duration SHORT = Duration.ofMillis(500);

  private final World world = new World(3);
  private final QuorumClient client = world.client();
  private final DistributedLock lock = client.lock("k");

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void everyForm_free_isHeldOnAllMembersAndReleased() throws Exception {
    check(lock.acquire());
    check(lock.acquire(SHORT));
    check(lock.tryAcquire().orElseThrow());
    check(lock.tryAcquire(SHORT).orElseThrow());
    check(lock.acquireAsync().toCompletableFuture().join());
    check(lock.acquireAsync(SHORT).toCompletableFuture().join());
    assertThat(lock.<Long, RuntimeException>call(lease -> world.votes())).isEqualTo(3);
    assertThat(lock.<Long, RuntimeException>call(SHORT, lease -> world.votes())).isEqualTo(3);
    assertThat(world.votes()).isZero();
  }

  private void check(Lease lease) {
    try (lease) {
      assertThat(lease.isHeld()).isTrue();
      assertThat(world.votes()).isEqualTo(3);
    }
    assertThat(world.votes()).isZero();
    assertThatIllegalStateException().isThrownBy(lease::ensureHeld);
  }

  @Test
  void everyForm_held_isEmptyOrTimesOut() throws Exception {
    world.nodes.forEach(Node::holdElsewhere);
    Duration none = Duration.ZERO;
    assertThat(lock.tryAcquire()).isEmpty();
    assertThat(lock.tryAcquire(none)).isEmpty();
    assertThat(lock.asJavaLock().tryLock()).isFalse();
    assertThat(lock.asJavaLock().tryLock(0, TimeUnit.SECONDS)).isFalse();
    assertThatExceptionOfType(LockTimeoutException.class).isThrownBy(() -> lock.acquire(none));
    assertThatExceptionOfType(LockTimeoutException.class)
        .isThrownBy(() -> lock.call(none, lease -> "never"));
    assertThat(client.quorum().waiters()).isEmpty();
  }

  @Test
  void everyForm_majorityUnreachable_isAnErrorAndLeavesNothing() {
    node(0).fault = Node.Fault.DOWN;
    node(1).fault = Node.Fault.REFUSING;
    assertUnreachable(lock::tryAcquire);
    assertUnreachable(() -> lock.tryAcquire(SHORT));
    assertUnreachable(lock::acquire);
    assertUnreachable(() -> lock.acquire(SHORT));
    assertUnreachable(() -> lock.call(lease -> "never"));
    assertUnreachable(lock.asJavaLock()::lock);
    assertUnreachable(lock.asJavaLock()::lockInterruptibly);
    assertUnreachable(lock.asJavaLock()::tryLock);
    assertThat(world.votes()).isZero();
    assertThat(client.quorum().lines().size()).isZero();
  }

  private static void assertUnreachable(ThrowingCallable acquiring) {
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(acquiring)
        .withMessageContaining("which is no majority");
  }

  @Test
  void everyForm_clientClosed_isRefused() {
    client.close();
    assertThatIllegalStateException().isThrownBy(lock::tryAcquire);
    assertThatIllegalStateException().isThrownBy(() -> lock.tryAcquire(SHORT));
    assertThatIllegalStateException().isThrownBy(lock::acquire);
    assertThatIllegalStateException().isThrownBy(lock::acquireAsync);
    assertThatIllegalStateException().isThrownBy(() -> lock.call(lease -> "never"));
    assertThatIllegalStateException().isThrownBy(lock.asJavaLock()::lock);
    assertThat(client.quorum().waiters()).isEmpty();
  }

  @Test
  void acquire_interruptedBefore_asksNobody() {
    int asked = node(0).log.size();
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(lock::acquire);
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> lock.tryAcquire(SHORT));
    assertThat(Thread.interrupted()).isFalse();
    assertThat(node(0).log).hasSize(asked);
  }

  @Test
  void acquire_interruptedWhileWaiting_leavesNothing() {
    DistributedLock slow = world.client(QuorumAcquireTest::interruptedOnTheWay).lock("k");
    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(slow::acquire)
        .withMessageContaining("not held");
    assertThat(Thread.interrupted()).isFalse();
    world.advance(Duration.ofMillis(20));
    assertThat(Thread.interrupted()).as("by what is given back").isTrue();
    assertThat(world.votes()).isZero();
    assertThat(lock.tryAcquire()).isPresent();
  }

  /** The thread that sends a command is interrupted before the answer comes. */
  private static long interruptedOnTheWay() {
    Thread.currentThread().interrupt();
    return 5_000_000;
  }

  @Test
  void tryOnceAndLock_interruptFlagSet_acquireAndKeepIt() {
    Thread.currentThread().interrupt();
    Lease lease = lock.tryAcquire().orElseThrow();
    var unused = lease.releaseAsync();
    Lock java = lock.asJavaLock();
    java.lock();
    assertThat(world.votes()).isEqualTo(3);
    java.unlock();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(world.votes()).isZero();
  }

  @Test
  void javaLock_everyForm_countsTheHoldsOfItsThread() throws Exception {
    Lock java = lock.asJavaLock();
    assertThat(java.tryLock(1, TimeUnit.SECONDS)).isTrue();
    assertThat(java.tryLock(1, TimeUnit.SECONDS)).isTrue();
    java.lockInterruptibly();
    client.lock("k").asJavaLock().lock();
    for (int holds = 4; holds > 0; holds--) {
      assertThat(world.votes()).isEqualTo(3);
      java.unlock();
    }
    assertThat(world.votes()).isZero();
    assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(java::unlock);
    java.lockInterruptibly();
    java.unlock();
  }

  @Test
  void javaLock_lostMeanwhile_isNotReenteredAndSaysSo() {
    Lock java = lock.asJavaLock();
    java.lock();
    world.nodes.forEach(Node::holdElsewhere);
    world.advance(Duration.ofMinutes(1));
    assertThatExceptionOfType(LeaseLostException.class).isThrownBy(java::tryLock);
    assertThatExceptionOfType(LeaseLostException.class).isThrownBy(java::unlock);
    assertThat(java.tryLock()).isFalse();
  }

  @Test
  void call_workLostTheLock_isSaidUnlessTheWorkThrew() {
    assertThatExceptionOfType(LeaseLostException.class)
        .isThrownBy(
            () ->
                lock.call(
                    lease -> {
                      world.nodes.forEach(Node::free);
                      return "done";
                    }));
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                lock.call(
                    lease -> {
                      world.nodes.forEach(Node::free);
                      throw new IllegalStateException("the work's own");
                    }))
        .withMessage("the work's own");
  }

  @Test
  void keyThatIsNoLock_onOneMember_endsTheWaitAtOnce() {
    node(2).hash = true;
    CompletableFuture<Lease> waiting = lock.acquireAsync().toCompletableFuture();
    if (waiting.isCompletedExceptionally()) {
      assertThat(World.failure(waiting))
          .isInstanceOf(LockException.class)
          .hasMessageContaining("hash");
    } else {
      waiting.join().release();
    }
    world.nodes.forEach(node -> node.hash = true);
    assertThatExceptionOfType(LockException.class)
        .isThrownBy(() -> lock.acquire(SHORT))
        .withMessageContaining("hash");
    assertThat(world.votes()).isZero();
    assertThat(client.quorum().lines().size()).isZero();
  }

  @Test
  void membersFailOnceTheWaitHasBegun_itGoesOn() {
    world.nodes.forEach(Node::holdElsewhere);
    CompletableFuture<Lease> waiting = lock.acquireAsync().toCompletableFuture();
    world.nodes.forEach(node -> node.fault = Node.Fault.REFUSING);
    world.advance(Duration.ofSeconds(5));
    assertThat(waiting).isNotDone();
    world.nodes.forEach(Node::free);
    world.nodes.forEach(node -> node.fault = Node.Fault.NONE);
    world.advance(Duration.ofSeconds(1));
    assertThat(waiting.join().isHeld()).isTrue();
  }

  @Test
  void futureCancelledWhileItsVotesAreOnTheWay_isGivenBackAndTheNextHasItsTurn() {
    QuorumClient slow = world.client(() -> 5_000_000);
    CompletableFuture<Lease> first = slow.lock("k").acquireAsync().toCompletableFuture();
    CompletableFuture<Lease> second = slow.lock("k").acquireAsync().toCompletableFuture();
    world.advance(Duration.ofMillis(3));
    assertThat(first.cancel(false)).isTrue();
    world.advance(Duration.ofSeconds(1));
    assertThat(second).isCompleted();
    assertThat(world.nodes).allMatch(node -> node.holder() != null);
    var unused = second.join().releaseAsync();
    world.advance(Duration.ofSeconds(1));
    assertThat(world.votes()).isZero();
    assertThat(slow.quorum().lines().size()).isZero();
  }

  @Test
  void futureCancelledInTheLine_isPassedOver() {
    Lease held = lock.tryAcquire().orElseThrow();
    CompletableFuture<Lease> second = lock.acquireAsync().toCompletableFuture();
    CompletableFuture<Lease> third = lock.acquireAsync().toCompletableFuture();
    second.cancel(false);
    held.release();
    assertThat(third.join().isHeld()).isTrue();
  }

  @Test
  void future_cancelledAtAnyInstant_leavesNothing() {
    node(2).skewMicros = 60_000_000; // so that the others are told of the fence
    QuorumClient slow = world.client(() -> 5_000_000);
    for (int delay = 0; delay <= 25; delay++) {
      CompletableFuture<Lease> waiting = slow.lock("k").acquireAsync().toCompletableFuture();
      world.advance(Duration.ofMillis(delay));
      if (waiting.cancel(false)) {
        world.advance(Duration.ofSeconds(1));
        assertThat(world.votes()).as("cancelled after %d ms", delay).isZero();
      } else {
        var unused = waiting.join().releaseAsync();
        world.advance(Duration.ofSeconds(1));
      }
    }
    assertThat(slow.quorum().lines().size()).isZero();
  }

  @Test
  void locks_ofOneClientNameAndOptions_areTheSame() {
    LockOptions options = LockOptions.defaults().maxHold(Duration.ofSeconds(9));
    assertThat(lock).isEqualTo(client.lock("k")).hasSameHashCodeAs(client.lock("k"));
    assertThat(lock).isNotEqualTo(client.lock("other"));
    assertThat(lock).isNotEqualTo(client.lock("k", options));
    assertThat(lock).isNotEqualTo(world.client().lock("k"));
    assertThat(lock).isNotEqualTo("k");
    assertThat(client.lock("k", options).options()).isEqualTo(options);
    assertThat(lock).hasToString("DistributedLock[\"k\"]");
    assertThat(client.toString()).startsWith("LockClient[").contains(", ");
  }

  private Node node(int index) {
    return world.nodes.get(index);
  }
}
