package dev.baton.internal.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.baton.BackendException;
import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LeaseLostException;
import dev.baton.LockOptions;
import dev.baton.LossReason;
import dev.baton.ReleaseOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a lease keeps its votes while it is held, and ends, on three servers. */
class QuorumUpkeepTest {
  private static final Duration LEASE = Duration.ofSeconds(9);
  private static final LockOptions OPTIONS = LockOptions.defaults().leaseDuration(LEASE);

  private final World world = new World(3);
  private final QuorumClient client = world.client();

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void memberThatIsBack_isAskedAgainEachThirdOfALeaseUntilItGrants() {
    Lease lease = take(OPTIONS);
    node(0).holdElsewhere();
    world.advance(LEASE.multipliedBy(2));
    assertThat(node(0).holder()).isEqualTo("theirs");
    node(0).fault = Node.Fault.REFUSING;
    world.advance(LEASE);
    node(0).fault = Node.Fault.NONE;
    node(0).free();
    world.advance(LEASE.dividedBy(3));
    assertThat(node(0).holder()).startsWith(lease.ownerToken() + "+");
    assertThat(lease.isHeld()).isTrue();
  }

  @Test
  void memberThatStaysSilent_isAskedOnceAtATime() {
    Lease lease = take(OPTIONS);
    node(0).free();
    world.advance(LEASE.dividedBy(3)); // it is noticed
    node(0).fault = Node.Fault.SILENT;
    world.advance(Duration.ofMinutes(2));
    assertThat(lease.isHeld()).isTrue();
    node(0).fault = Node.Fault.NONE;
    world.advance(LEASE);
    assertThat(world.votes()).isEqualTo(3);
    assertThat(lease.release()).isEqualTo(ReleaseOutcome.RELEASED);
    world.advance(LEASE);
    assertThat(world.votes()).isZero();
  }

  @Test
  void voteThatIsGrantedAfterTheRelease_isGivenBack() {
    QuorumClient slow = world.client(() -> 200_000_000);
    CompletableFuture<Lease> tried = World.tryOnce(slow.lock("k", OPTIONS));
    world.advance(Duration.ofSeconds(1));
    Lease lease = tried.join();
    node(0).free();
    int asked = node(0).log.size();
    boolean askedAgain = false;
    while (!askedAgain && world.timer.step()) {
      List<String> since = node(0).log.subList(asked, node(0).log.size());
      askedAgain = since.contains("ACQUIRE");
    }
    assertThat(askedAgain).isTrue();
    CompletableFuture<ReleaseOutcome> released = lease.releaseAsync().toCompletableFuture();
    world.advance(Duration.ofSeconds(2));
    assertThat(released).isCompletedWithValue(ReleaseOutcome.RELEASED);
    assertThat(world.votes()).isZero();
  }

  @Test
  void lease_releasedAtAnyInstantOfItsUpkeep_leavesNothing() {
    for (int step = 0; step < 60; step++) {
      try (World busy = new World(3)) {
        busy.nodes.get(2).skewMicros = 60_000_000;
        QuorumClient slow = busy.client(() -> 100_000_000);
        CompletableFuture<Lease> tried = World.tryOnce(slow.lock("k", OPTIONS));
        busy.advance(Duration.ofSeconds(1));
        Lease lease = tried.join();
        busy.nodes.get(0).free();
        busy.advance(LEASE.dividedBy(3).plusMillis(50L * step - 1_000));
        var unused = lease.releaseAsync();
        busy.advance(Duration.ofSeconds(3));
        assertThat(busy.votes()).as("step %d", step).isZero();
        assertThat(slow.quorum().lines().size()).isZero();
        assertThat(slow.quorum().leases()).isEmpty();
      }
    }
  }

  @Test
  void leaseThatIsNotRenewed_memberThatIsBack_votesForNoLongerThanTheOthers() {
    Lease lease = take(OPTIONS.autoRenew(false));
    node(0).free();
    lease.renew(LEASE); // by which it is noticed
    world.advance(LEASE.dividedBy(3));
    assertThat(node(0).holder()).startsWith(lease.ownerToken() + "+");
    world.advance(LEASE.minus(LEASE.dividedBy(3)));
    assertThat(lease.isHeld()).isFalse();
    assertThat(world.votes()).isZero();
  }

  @Test
  void leaseThatIsNearlyOver_asksForNoMoreVotes() {
    Duration brief = Duration.ofMillis(160);
    Lease lease = take(OPTIONS.leaseDuration(brief).autoRenew(false));
    world.advance(Duration.ofMillis(155));
    node(0).free();
    int asked = node(0).log.size();
    world.advance(Duration.ofSeconds(1));
    assertThat(node(0).log.subList(asked, node(0).log.size())).doesNotContain("ACQUIRE");
    assertThat(lease.isHeld()).isFalse();
    assertThat(lease.release()).isEqualTo(ReleaseOutcome.ALREADY_LOST);
  }

  @Test
  void maxHold_memberThatIsBack_votesForNoLongerThanTheRest() {
    Lease lease = take(OPTIONS.maxHold(Duration.ofSeconds(12)));
    world.advance(Duration.ofSeconds(4));
    node(0).free();
    world.advance(Duration.ofSeconds(7));
    assertThat(lease.isHeld()).isTrue();
    assertThat(node(0).holder()).startsWith(lease.ownerToken() + "+");
    world.advance(Duration.ofSeconds(1));
    assertThat(lease.isHeld()).isFalse();
    world.advance(Duration.ofMillis(10));
    assertThat(world.votes()).isZero();
  }

  @Test
  void neverExpires_memberThatIsBack_votes() {
    Lease lease = take(LockOptions.defaults().neverExpires());
    node(0).free();
    lease.renew(Duration.ofDays(1)); // by which it is noticed
    world.advance(Duration.ofSeconds(10));
    assertThat(node(0).holder()).startsWith(lease.ownerToken() + "+");
    assertThat(lease.release()).isEqualTo(ReleaseOutcome.RELEASED);
    assertThat(world.votes()).isZero();
  }

  @Test
  void renew_confirmedByNoMajority_isUnknownAndHeldUntilTheEarlierEnd() {
    Lease lease = take(OPTIONS.autoRenew(false));
    world.advance(Duration.ofSeconds(1));
    node(0).fault = Node.Fault.REFUSING;
    node(1).fault = Node.Fault.DOWN;
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(() -> lease.renew(LEASE.multipliedBy(2)))
        .returns(BackendException.Outcome.UNKNOWN, BackendException::outcome);
    assertThat(lease.isHeld()).isTrue();
    assertThat(lease.remaining()).isLessThanOrEqualTo(LEASE.minusSeconds(1));
  }

  @Test
  void renew_minorityRefuses_isDone() {
    Lease lease = take(OPTIONS.autoRenew(false));
    world.advance(Duration.ofSeconds(1));
    node(0).fault = Node.Fault.REFUSING;
    lease.renew(LEASE.multipliedBy(2));
    assertThat(lease.remaining()).isGreaterThan(LEASE);
  }

  @Test
  void renew_majorityLost_saysSo() {
    Lease lease = take(OPTIONS.autoRenew(false));
    node(0).holdElsewhere();
    node(1).holdElsewhere();
    assertThatExceptionOfType(LeaseLostException.class)
        .isThrownBy(() -> lease.renew(LEASE))
        .returns(LossReason.OVERWRITTEN, LeaseLostException::reason);
    world.advance(Duration.ofMillis(1));
    assertThat(world.votes()).as("what was left is given back").isZero();
  }

  @Test
  void loss_whoeverAsked_isToldOnceAndWhoeverAsksLaterToo() {
    Lease lease = take(OPTIONS);
    List<LossReason> told = new ArrayList<>();
    lease.onLost(told::add);
    lease.onLost(told::add);
    assertThat(lease.lost().toCompletableFuture()).isNotDone();
    world.nodes.forEach(Node::free);
    world.advance(LEASE);
    lease.onLost(told::add);
    assertThat(told).containsExactly(LossReason.DELETED, LossReason.DELETED, LossReason.DELETED);
    lease.close();
    assertThat(client.quorum().leases()).isEmpty();
  }

  @Test
  void loss_watchedWhileAVoteJoins_isToldOfThatVoteToo() {
    Lease lease = take(OPTIONS);
    CompletableFuture<LossReason> lost = lease.lost().toCompletableFuture();
    node(0).free();
    world.advance(LEASE);
    assertThat(lost).isNotDone();
    node(0).holdElsewhere();
    node(1).holdElsewhere();
    world.advance(LEASE);
    assertThat(lost).isCompletedWithValue(LossReason.OVERWRITTEN);
  }

  @Test
  void release_again_saysTheSame() {
    Lease lease = take(OPTIONS);
    assertThat(lease.lost().toCompletableFuture()).isNotDone();
    assertThat(lease).asString().isEqualTo("Lease[\"k\", fence " + lease.fencingToken() + "]");
    assertThat(lease.release()).isEqualTo(ReleaseOutcome.RELEASED);
    assertThat(lease.release()).isEqualTo(ReleaseOutcome.RELEASED);
    assertThat(lease.releaseAsync().toCompletableFuture())
        .isCompletedWithValue(ReleaseOutcome.RELEASED);
    assertThat(lease.lost().toCompletableFuture()).isNotDone();
    assertThat(lease.remaining()).isZero();
    assertThat(lease).asString().endsWith(", over]");
  }

  @Test
  void close_majorityUnreachable_hidesWhatReleaseTells() {
    Lease lease = take(OPTIONS);
    node(0).fault = Node.Fault.DOWN;
    node(1).fault = Node.Fault.DOWN;
    lease.close();
    assertThat(lease.isHeld()).isFalse();
    assertThatExceptionOfType(BackendException.class).isThrownBy(lease::release);
  }

  @Test
  void clientClosed_leaseThatIsNotRenewed_staysUntilItsEnd() {
    DistributedLock fixed = client.lock("k", OPTIONS.autoRenew(false));
    Lease lease = fixed.tryAcquire().orElseThrow();
    client.close();
    assertThat(lease.isHeld()).isTrue();
    assertThat(world.votes()).isEqualTo(3);
    world.advance(LEASE);
    assertThat(lease.isHeld()).isFalse();
  }

  private Lease take(LockOptions options) {
    return client.lock("k", options).tryAcquire().orElseThrow();
  }

  private Node node(int index) {
    return world.nodes.get(index);
  }
}
