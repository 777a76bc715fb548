package dev.baton.internal.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.baton.BackendException;
import dev.baton.DistributedLock;
import dev.baton.ElectionOptions;
import dev.baton.Lease;
import dev.baton.LockException;
import dev.baton.LockOptions;
import dev.baton.LockState;
import dev.baton.LossReason;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a client tells of locks, its own and others', on three servers. */
class QuorumLookTest {
  private static final Duration LEASE = Duration.ofSeconds(10);

  private final World world = new World(3);
  private final QuorumClient client = world.client();
  private final QuorumClient other = world.client();
  private final DistributedLock lock =
      client.lock("k", LockOptions.defaults().leaseDuration(LEASE));

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void election_onAQuorum_isRefusedWithTheReason() {
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> client.elect("k", ElectionOptions.candidate("one"), leadership -> {}))
        .withMessageContaining("no queue");
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> client.observe("k"))
        .withMessageContaining("elections");
  }

  @Test
  void look_heldByAMajorityOnly_tellsItsHolder() {
    node(0).fault = Node.Fault.DOWN;
    Lease lease = lock.tryAcquire().orElseThrow();
    node(0).fault = Node.Fault.NONE;
    node(0).holdElsewhere();
    LockState state = other.lock("k").inspect();
    assertThat(state.holder()).contains(lease.ownerToken());
    assertThat(state.fencingToken()).contains(lease.fencingToken());
    assertThat(other.lock("k").isLocked()).isTrue();
    assertThat(found()).singleElement().isEqualTo(state);
  }

  @Test
  void look_heldByAMinorityOnly_isFree() {
    node(0).holdElsewhere();
    assertThat(lock.isLocked()).isFalse();
    assertThat(lock.inspect().holder()).isEmpty();
    assertThat(found()).isEmpty();
  }

  @Test
  void inspect_votesSplit_namesNobodyAndTheLargestFence() {
    Lease lease = lock.tryAcquire().orElseThrow();
    node(0).free();
    node(1).holdElsewhere();
    LockState state = other.lock("k").inspect();
    assertThat(state.holder()).isEmpty();
    assertThat(state.heldFor()).isEmpty();
    assertThat(state.expiresIn()).isEmpty();
    assertThat(state.fencingToken()).contains(lease.fencingToken());
    assertThat(found()).isEmpty();
  }

  @Test
  void inspect_someMembersNeverExpire_endsWithTheOneThatTakesTheMajority() {
    var unused = lock.tryAcquire().orElseThrow();
    String token = String.valueOf(node(0).holder());
    node(0).holdForEver(token);
    assertThat(other.lock("k").inspect().expiresIn())
        .hasValueSatisfying(left -> assertThat(left).isPositive().isLessThanOrEqualTo(LEASE));
    node(1).holdForEver(token);
    assertThat(other.lock("k").inspect().expiresIn()).isEmpty();
  }

  @Test
  void inspect_ofALeaseOfDifferentEnds_tellsWhenTooFewAreLeft() {
    DistributedLock fixed =
        client.lock("k", LockOptions.defaults().leaseDuration(LEASE).autoRenew(false));
    Lease lease = fixed.tryAcquire().orElseThrow();
    node(0).fault = Node.Fault.DOWN;
    world.advance(Duration.ofSeconds(4));
    assertThat(other.lock("k").inspect().heldFor()).contains(Duration.ofSeconds(4));
    renewWhileFirstIsDown(lease);
    node(0).fault = Node.Fault.NONE;
    assertThat(other.lock("k").inspect().expiresIn()).contains(LEASE);
  }

  private void renewWhileFirstIsDown(Lease lease) {
    lease.renew(LEASE);
    assertThat(lease.remaining()).isGreaterThan(Duration.ofSeconds(9));
  }

  @Test
  void inspect_voteThatWasAskedForAgain_countsForTheSameHolder() {
    Lease lease = lock.tryAcquire().orElseThrow();
    node(0).free();
    world.advance(LEASE);
    node(1).holdElsewhere();
    assertThat(node(0).holder()).isNotEqualTo(lease.ownerToken());
    assertThat(other.lock("k").inspect().holder()).contains(lease.ownerToken());
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void look_oneMemberFails_isAnsweredByTheOthers(Node.Fault fault) {
    Lease lease = lock.tryAcquire().orElseThrow();
    for (Node failing : world.nodes) {
      failing.fault = fault;
      assertThat(lock.isLocked()).isTrue();
      assertThat(lock.inspect().holder()).contains(lease.ownerToken());
      assertThat(found()).extracting(LockState::name).containsExactly("k");
      failing.fault = Node.Fault.NONE;
    }
  }

  @Test
  void look_majorityFails_isAnError() {
    node(1).fault = Node.Fault.DOWN;
    node(2).fault = Node.Fault.REFUSING;
    assertThatExceptionOfType(BackendException.class).isThrownBy(lock::isLocked);
    assertThatExceptionOfType(BackendException.class).isThrownBy(lock::inspect);
    assertThatExceptionOfType(BackendException.class).isThrownBy(() -> lock.release("token"));
    assertThatExceptionOfType(BackendException.class).isThrownBy(this::found);
    assertThatExceptionOfType(BackendException.class).isThrownBy(this::foreign);
  }

  @Test
  void look_memberNeverConnected_isAnsweredByTheOthersOrAnError() {
    try (World later = new World(3)) {
      later.nodes.get(0).fault = Node.Fault.DOWN;
      QuorumClient opened = later.client();
      Lease lease = opened.lock("k").tryAcquire().orElseThrow();
      assertThat(opened.lock("k").inspect().holder()).contains(lease.ownerToken());
      assertThat(opened.find("*")).hasSize(1);
      later.nodes.get(1).fault = Node.Fault.DOWN;
      assertThatExceptionOfType(BackendException.class).isThrownBy(opened.lock("k")::inspect);
      assertThatExceptionOfType(BackendException.class).isThrownBy(() -> opened.find("*").toList());
    }
  }

  @Test
  void inspect_keyOfAMajorityIsNoLock_isSaid() {
    node(0).hash = true;
    assertThat(lock.inspect().holder()).isEmpty();
    node(1).hash = true;
    assertThatExceptionOfType(LockException.class)
        .isThrownBy(lock::inspect)
        .withMessageContaining("hash");
  }

  @Test
  void find_severalMembersHaveIt_tellsItOnce() {
    var unused = lock.tryAcquire().orElseThrow();
    assertThat(found()).extracting(LockState::name).containsExactly("k");
    assertThat(foreign()).isEmpty();
  }

  @Test
  void find_readOneByOne_findsTheSame() {
    var unused = lock.tryAcquire().orElseThrow();
    assertThat(client.find("*").iterator()).toIterable().hasSize(1);
    assertThat(client.find("*").findFirst()).isPresent();
  }

  @Test
  void findForeign_onAnyMember_isToldOnce() {
    node(0).holdElsewhere();
    node(2).holdElsewhere();
    assertThat(foreign()).extracting(LockState::name).containsExactly("k");
  }

  @Test
  void find_readerThrows_isNotTakenForAServersFault() {
    node(0).holdElsewhere();
    BackendException planted =
        new BackendException("k", BackendException.Outcome.NOT_DONE, "the reader's own", null);
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(
            () ->
                other
                    .findForeign("*")
                    .forEach(
                        state -> {
                          throw planted;
                        }))
        .isSameAs(planted);
  }

  @Test
  void release_byTheToken_ofAVoteThatWasAskedForAgain_freesAll() {
    Lease lease = lock.tryAcquire().orElseThrow();
    node(0).free();
    world.advance(LEASE);
    assertThat(other.lock("k").release(lease.ownerToken())).isTrue();
    assertThat(world.votes()).isZero();
    world.advance(LEASE);
    assertThat(world.votes()).as("asked for again").isZero();
    assertThat(lease.isHeld()).isFalse();
  }

  @Test
  void release_byTheToken_heldByAMinority_freesItAndSaysThatItWasNotHeld() {
    node(0).holdForEver("mine");
    assertThat(lock.release("mine")).isFalse();
    assertThat(node(0).holder()).isNull();
  }

  @Test
  void release_byAnotherToken_touchesNeitherTheLeaseNorOtherNames() {
    Lease lease = lock.tryAcquire().orElseThrow();
    assertThat(lock.release("another")).isFalse();
    assertThat(lock.release(lease.ownerToken() + "0")).isFalse();
    assertThat(lease.isHeld()).isTrue();
  }

  @Test
  void release_byTheToken_holderIsToldOfIt() {
    Lease lease = lock.tryAcquire().orElseThrow();
    lock.release(lease.ownerToken());
    assertThat(lease.lost().toCompletableFuture()).isCompletedWithValue(LossReason.DELETED);
  }

  @Test
  void closedClient_findsAndAcquiresNothing() {
    client.close();
    assertThatIllegalStateException().isThrownBy(() -> client.find("*"));
    assertThatIllegalStateException().isThrownBy(() -> client.findForeign("*"));
    assertThatIllegalStateException().isThrownBy(lock::tryAcquire);
    assertThatExceptionOfType(BackendException.class).isThrownBy(lock::isLocked);
    assertThatExceptionOfType(BackendException.class).isThrownBy(lock::inspect);
    client.close();
  }

  private List<LockState> found() {
    try (Stream<LockState> found = client.find("*")) {
      return found.toList();
    }
  }

  private List<LockState> foreign() {
    try (Stream<LockState> found = client.findForeign("*")) {
      return found.toList();
    }
  }

  private Node node(int index) {
    return world.nodes.get(index);
  }
}
