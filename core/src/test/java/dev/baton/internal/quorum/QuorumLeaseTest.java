package dev.baton.internal.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.baton.BackendException;
import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LeaseLostException;
import dev.baton.LockOptions;
import dev.baton.LockTimeoutException;
import dev.baton.LossReason;
import dev.baton.ReleaseOutcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A quorum's lease from its try to its end, on three servers. */
class QuorumLeaseTest {
  private static final Duration LEASE = Duration.ofSeconds(10);

  private final World world = new World(3);
  private final QuorumClient client = world.client();
  private final DistributedLock lock =
      client.lock("k", LockOptions.defaults().leaseDuration(LEASE));

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void lease_minorityGone_isHeldAndRenewed() {
    Lease lease = take();
    node(0).fault = Node.Fault.DOWN;
    world.advance(Duration.ofMinutes(1));
    assertThat(lease.isHeld()).isTrue();
    assertThat(lease.remaining()).isPositive();
    assertThat(lease.releaseAsync().toCompletableFuture())
        .isCompletedWithValue(ReleaseOutcome.RELEASED);
  }

  @Test
  void lease_majoritySilent_isLostByItsEndAndNeverComesBack() {
    Lease lease = take();
    CompletableFuture<LossReason> lost = lease.lost().toCompletableFuture();
    node(0).fault = Node.Fault.SILENT;
    node(1).fault = Node.Fault.SILENT;
    world.advance(LEASE);
    assertThat(lease.isHeld()).isFalse();
    assertThat(lease.remaining()).isZero();
    assertThat(lost).isCompletedWithValue(LossReason.EXPIRED);
    node(0).fault = Node.Fault.NONE;
    node(1).fault = Node.Fault.NONE;
    world.advance(Duration.ofMinutes(1));
    assertThat(lease.isHeld()).isFalse();
    assertThat(lease.release()).isEqualTo(ReleaseOutcome.ALREADY_LOST);
    assertThat(world.votes()).isZero();
    assertThatExceptionOfType(LeaseLostException.class).isThrownBy(lease::ensureHeld);
  }

  @Test
  void lease_keysOfAMajorityTaken_isLostWithTheReasonOfTheLast() {
    Lease lease = take();
    node(0).free();
    world.advance(LEASE);
    assertThat(lease.isHeld()).isTrue();
    node(1).holdElsewhere();
    node(2).holdElsewhere();
    world.advance(LEASE);
    assertThat(lease.isHeld()).isFalse();
    assertThat(lease.lost().toCompletableFuture()).isCompletedWithValue(LossReason.OVERWRITTEN);
  }

  @Test
  void lease_majorityGoneAtTheRelease_saysThatItWasLost() {
    Lease lease = take();
    node(0).free();
    node(1).free();
    assertThat(lease.release()).isEqualTo(ReleaseOutcome.ALREADY_LOST);
    assertThat(world.votes()).isZero();
    assertThat(World.tryOnce(lock)).isCompleted();
  }

  @Test
  void release_majoritySilent_isUnknownAndGoesOn() {
    Lease lease = take();
    node(0).fault = Node.Fault.SILENT;
    node(1).fault = Node.Fault.SILENT;
    CompletableFuture<ReleaseOutcome> released = lease.releaseAsync().toCompletableFuture();
    world.advance(Link.TIMEOUT);
    assertThat(World.failure(released)).isInstanceOf(BackendException.class);
    assertThat(lease.isHeld()).isFalse();
    node(0).fault = Node.Fault.NONE;
    node(1).fault = Node.Fault.NONE;
    world.advance(Duration.ofSeconds(2));
    assertThat(world.votes()).isZero();
  }

  @Test
  void memberThatLostTheLock_whileHeld_isAskedAgainAndKnowsTheFence() {
    node(0).skewMicros = 60_000_000;
    Lease lease = take();
    node(1).free();
    node(1).last = 0;
    world.advance(LEASE);
    assertThat(node(1).holder()).startsWith(lease.ownerToken() + "+");
    assertThat(node(1).last).isGreaterThanOrEqualTo(lease.fencingToken());
    node(0).fault = Node.Fault.DOWN;
    world.advance(LEASE.multipliedBy(2));
    assertThat(lease.isHeld()).as("by the one that came back and another").isTrue();
  }

  @Test
  void memberThatCameLate_afterTheClientOpened_votes() {
    World later = new World(3);
    later.nodes.get(2).fault = Node.Fault.DOWN;
    try (later) {
      QuorumClient opened = later.client();
      Lease lease = World.tryOnce(opened.lock("k")).join();
      assertThat(later.votes()).isEqualTo(2);
      later.nodes.get(2).fault = Node.Fault.NONE;
      later.advance(Duration.ofSeconds(30));
      assertThat(later.votes()).isEqualTo(3);
      assertThat(lease.release()).isEqualTo(ReleaseOutcome.RELEASED);
      later.advance(Duration.ofSeconds(30));
      assertThat(later.votes()).as("nobody is asked after the release").isZero();
    }
  }

  @Test
  void lateGrant_toATryThatWasAbandoned_isGivenBack() {
    QuorumClient slow = world.client(() -> 500_000_000);
    CompletableFuture<Lease> waiting =
        slow.lock("k").acquireAsync(Duration.ofMillis(300)).toCompletableFuture();
    world.advance(Duration.ofMillis(300));
    assertThat(World.failure(waiting)).isInstanceOf(LockTimeoutException.class);
    world.advance(Duration.ofMillis(250));
    assertThat(world.votes()).as("granted all the same").isEqualTo(3);
    world.advance(Duration.ofMillis(550));
    assertThat(world.votes()).isZero();
    assertThat(slow.quorum().lines().size()).isZero();
  }

  @Test
  void shortWait_freeLock_isGotWithTheFirstAnswers() {
    QuorumClient slow = world.client(() -> 50_000_000);
    CompletableFuture<Lease> waiting =
        slow.lock("k").acquireAsync(Duration.ofNanos(10_000)).toCompletableFuture();
    world.advance(Duration.ofMillis(200));

    assertThat(waiting).isCompletedWithValueMatching(Lease::isHeld);
  }

  @Test
  void shortWait_heldLock_isBusyWithTheFirstAnswers() {
    world.nodes.forEach(Node::holdElsewhere);
    QuorumClient slow = world.client(() -> 50_000_000);
    CompletableFuture<Lease> waiting =
        slow.lock("k").acquireAsync(Duration.ofNanos(10_000)).toCompletableFuture();
    world.advance(Duration.ofMillis(200));

    assertThat(World.failure(waiting)).isInstanceOf(LockTimeoutException.class);
  }

  @Test
  void cancelledWait_leavesNothingBehind() {
    node(0).holdElsewhere();
    node(1).holdElsewhere();
    CompletableFuture<Lease> waiting = lock.acquireAsync().toCompletableFuture();
    world.advance(Duration.ofSeconds(1));
    waiting.cancel(false);
    node(0).free();
    node(1).free();
    world.advance(Duration.ofSeconds(1));
    assertThat(world.votes()).isZero();
    assertThat(client.quorum().lines().size()).isZero();
    assertThat(client.quorum().waiters()).isEmpty();
  }

  @Test
  void deadline_allMembersSilent_isKeptExactly() {
    world.nodes.forEach(node -> node.fault = Node.Fault.SILENT);
    CompletableFuture<Lease> waiting =
        lock.acquireAsync(Duration.ofMillis(700)).toCompletableFuture();
    world.advance(Duration.ofMillis(699));
    assertThat(waiting).isNotDone();
    world.advance(Duration.ofMillis(1));
    assertThat(World.failure(waiting)).isInstanceOf(LockTimeoutException.class);
  }

  @Test
  void deadline_majoritySilentOnceTheWaitHasBegun_isKeptExactly() {
    world.nodes.forEach(Node::holdElsewhere);
    CompletableFuture<Lease> waiting =
        lock.acquireAsync(Duration.ofSeconds(30)).toCompletableFuture();
    world.advance(Duration.ofSeconds(1));
    world.nodes.forEach(node -> node.fault = Node.Fault.SILENT);
    world.advance(Duration.ofMillis(28_999));
    assertThat(waiting).isNotDone();
    world.advance(Duration.ofMillis(1));
    assertThat(World.failure(waiting)).isInstanceOf(LockTimeoutException.class);
  }

  @Test
  void answersThatTookTheLease_areNotReportedAsOne() {
    QuorumClient slow = world.client(() -> 450_000_000);
    LockOptions brief =
        LockOptions.defaults().leaseDuration(Duration.ofMillis(500)).autoRenew(false);
    CompletableFuture<Lease> tried = World.tryOnce(slow.lock("k", brief));
    world.advance(Duration.ofSeconds(3));
    assertThat(tried).isCompletedExceptionally();
    assertThat(world.votes()).isZero();
  }

  @Test
  void waitersOfOneClient_haveTheirTurnInOrder_withoutTakingVotesFromOneAnother() {
    Lease first = take();
    CompletableFuture<Lease> second = lock.acquireAsync().toCompletableFuture();
    CompletableFuture<Lease> third = lock.acquireAsync().toCompletableFuture();
    assertThat(World.failure(World.tryOnce(lock))).isInstanceOf(LockTimeoutException.class);
    long asked = node(0).log.stream().filter("ACQUIRE"::equals).count();
    world.advance(Duration.ofSeconds(1));
    assertThat(node(0).log.stream().filter("ACQUIRE"::equals).count()).isEqualTo(asked);
    first.release();
    assertThat(second).isCompleted();
    assertThat(third).isNotDone();
    second.join().release();
    assertThat(third.join().fencingToken()).isGreaterThan(second.join().fencingToken());
  }

  @Test
  void maxHold_evenWithVotesAskedForLater_ends() {
    Lease lease =
        World.tryOnce(
                client.lock(
                    "k",
                    LockOptions.defaults().leaseDuration(LEASE).maxHold(Duration.ofSeconds(20))))
            .join();
    CompletableFuture<LossReason> lost = lease.lost().toCompletableFuture();
    world.advance(Duration.ofSeconds(5));
    node(0).free();
    node(1).free(); // not yet noticed: the two come back at different times
    node(1).holdElsewhere();
    world.advance(Duration.ofSeconds(16));
    assertThat(lease.isHeld()).isFalse();
    assertThat(lost).isCompleted();
  }

  @Test
  void renew_shorter_movesTheEndOfAllVotes() {
    Lease lease =
        World.tryOnce(
                client.lock("k", LockOptions.defaults().leaseDuration(LEASE).autoRenew(false)))
            .join();
    lease.renew(Duration.ofSeconds(2));
    assertThat(lease.remaining()).isLessThanOrEqualTo(Duration.ofSeconds(2));
    world.advance(Duration.ofSeconds(2));
    assertThat(lease.isHeld()).isFalse();
    assertThatExceptionOfType(LeaseLostException.class).isThrownBy(() -> lease.renew(LEASE));
  }

  @Test
  void clientClosed_leaseIsLostAndGivenBack_andWaitersEnd() {
    Lease lease = take();
    CompletableFuture<LossReason> lost = lease.lost().toCompletableFuture();
    CompletableFuture<Lease> waiting = lock.acquireAsync().toCompletableFuture();
    client.close();
    assertThat(lost).isCompletedWithValue(LossReason.CLIENT_CLOSED);
    assertThat(World.failure(waiting)).isInstanceOf(IllegalStateException.class);
    assertThat(world.votes()).isZero();
  }

  @Test
  void release_byTheToken_endsTheLeaseOnAllMembers() {
    Lease lease = take();
    assertThat(lock.isLocked()).isTrue();
    assertThat(lock.inspect().holder()).contains(lease.ownerToken());
    assertThat(client.lock("k").release("somebody")).isFalse();
    assertThat(client.lock("k").release(lease.ownerToken())).isTrue();
    assertThat(lease.isHeld()).isFalse();
    assertThat(lease.lost().toCompletableFuture()).isCompletedWithValue(LossReason.DELETED);
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void javaLock_reentered_isReleasedByTheLastUnlock() throws Exception {
    Lock java = lock.asJavaLock();
    java.lock();
    assertThat(java.tryLock()).isTrue();
    java.unlock();
    assertThat(world.votes()).isEqualTo(3);
    java.unlock();
    assertThat(world.votes()).isZero();
    assertThat(lock.<String, RuntimeException>call(lease -> "done")).isEqualTo("done");
    assertThat(lock.tryAcquire(Duration.ZERO)).isPresent();
  }

  @Test
  void options_thatAQuorumCannotKeep_areRefused() {
    LockOptions plain = LockOptions.defaults();
    for (LockOptions options :
        List.of(
            plain.ownerToken("mine"),
            plain.strictFifo(true),
            plain.stickyFor(Duration.ofSeconds(1)))) {
      assertThatIllegalArgumentException().isThrownBy(() -> client.lock("k", options));
    }
  }

  private Lease take() {
    return lock.tryAcquire().orElseThrow();
  }

  private Node node(int index) {
    return world.nodes.get(index);
  }
}
