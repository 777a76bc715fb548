package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.baton.BackendException;
import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockException;
import dev.baton.LockOptions;
import dev.baton.LockState;
import dev.baton.LockTimeoutException;
import dev.baton.LossReason;
import dev.baton.MultiLease;
import dev.baton.MultiLock;
import dev.baton.ReleaseOutcome;
import dev.baton.spi.Connector;
import dev.baton.testing.server.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Locks over several real servers, some of which are killed. */
@Execution(ExecutionMode.CONCURRENT)
class QuorumTest extends Contract {
  private final List<RedisServer> members = new ArrayList<>();

  @Test
  void lock_onThreeServers_isExclusiveAndItsFencesRise() throws Exception {
    start(3);
    AtomicInteger inside = new AtomicInteger();
    AtomicLong fence = new AtomicLong();
    List<CompletableFuture<Boolean>> workers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      DistributedLock lock = quorum().lock("k");
      workers.add(inBackground(() -> work(lock, inside, fence)));
    }
    for (CompletableFuture<Boolean> worker : workers) {
      assertThat(get(worker)).isTrue();
    }
    eventually().untilAsserted(() -> assertThat(holders()).isEmpty());
  }

  private static boolean work(DistributedLock lock, AtomicInteger inside, AtomicLong fence)
      throws InterruptedException {
    for (int i = 0; i < 10; i++) {
      try (Lease lease = lock.acquire()) {
        assertThat(inside.incrementAndGet()).isEqualTo(1);
        long token = lease.fencingToken();
        assertThat(fence.getAndSet(token)).isLessThan(token);
        assertThat(lease.isHeld()).isTrue();
        inside.decrementAndGet();
      }
    }
    return true;
  }

  @Test
  void prefix_ofAQuorum_isThatOfTheKeysOfAllMembers() throws Exception {
    start(3);
    List<Connector> connectors =
        members.stream().map(member -> adapter.connector(member.uri())).toList();
    LockClient client = keep(LockClient.quorumBuilder(connectors).prefix("team1:").build());
    Lease lease = client.lock("k").acquire();
    for (RedisServer member : members) {
      try (RedisCli cli = keep(RedisCli.of(List.of(member), "team1:"))) {
        eventually().untilAsserted(() -> assertThat(cli.keys()).contains("k"));
      }
    }
    assertThat(client.find("*").map(LockState::name)).containsExactly("k");
    assertThat(client.lock("k").inspect().holder()).contains(lease.ownerToken());
  }

  @Test
  void renew_byTheToken_isThatOfAMajority() throws Exception {
    start(3);
    Lease lease = quorum().lock("k", lease(Duration.ofMinutes(5))).acquire();
    eventually().untilAsserted(() -> assertThat(holders()).hasSize(3));
    DistributedLock other = quorumOfAll().lock("k");

    assertThat(other.renew(lease.ownerToken(), Duration.ofHours(1))).isTrue();
    assertThat(other.inspect().expiresIn().orElseThrow()).isGreaterThan(Duration.ofMinutes(50));
    assertThat(other.renew("another", Duration.ofHours(1))).isFalse();
    members.get(1).kill();
    assertThat(other.renew(lease.ownerToken(), Duration.ofHours(1))).isTrue();
    assertThat(lease.isHeld()).isTrue();
  }

  @Test
  void minorityKilled_whileHeldAndAcquiring_isNotNoticed() throws Exception {
    start(5);
    DistributedLock lock = quorumOfAll().lock("k", leaseOfMillis(9_000));
    Lease first = lock.acquire();
    // A majority is reported at once; the votes that come after it must not be the other's.
    eventually().untilAsserted(() -> assertThat(holders()).hasSize(5));
    DistributedLock other = quorumOfAll().lock("k", leaseOfMillis(9_000));
    CompletableFuture<Lease> waiting = inBackground(other::acquire);
    members.get(0).kill();
    members.get(3).kill();
    assertThat(first.isHeld()).isTrue();
    assertThat(first.release()).isEqualTo(ReleaseOutcome.RELEASED);
    Lease second = get(waiting);
    assertThat(second.fencingToken()).isGreaterThan(first.fencingToken());
    assertThat(second.release()).isEqualTo(ReleaseOutcome.RELEASED);
  }

  @Test
  void majorityKilled_holderIsTold_andNobodyAcquires() throws Exception {
    start(3);
    DistributedLock lock = quorum().lock("k", leaseOfMillis(1_500));
    Lease lease = lock.acquire();
    CompletableFuture<LossReason> lost = lease.lost().toCompletableFuture();
    members.get(0).kill();
    members.get(1).kill();
    assertThat(get(lost)).isEqualTo(LossReason.EXPIRED);
    assertThat(lease.isHeld()).isFalse();
    assertThat(lease.release()).isEqualTo(ReleaseOutcome.ALREADY_LOST);
    assertThat(triesInVain(lock)).isTrue();
    members.get(0).restart();
    members.get(1).restart();
    AtomicLong fence = new AtomicLong();
    eventually()
        .ignoreExceptions()
        .until(
            () -> {
              try (Lease next = lock.acquire(Duration.ofSeconds(1))) {
                fence.set(next.fencingToken());
                return true;
              }
            });
    assertThat(fence.get()).isGreaterThan(lease.fencingToken());
  }

  @Test
  void memberThatComesBack_whileHeld_votesAgain() throws Exception {
    start(3);
    members.get(2).kill();
    LockClient client = quorum();
    Lease lease = client.lock("k", leaseOfMillis(9_000)).acquire();
    assertThat(holders()).hasSize(2);
    members.get(2).restart();
    // The client has heard of a vote by the time it renews it.
    eventually().until(() -> renewals(members.get(2)) > 0);
    assertThat(holders()).hasSize(3);
    members.get(0).kill();
    assertThat(lease.isHeld()).isTrue();
    assertThat(lease.release()).isEqualTo(ReleaseOutcome.RELEASED);
    assertThat(client.lock("k").isLocked()).isFalse();
  }

  private static MultiLock severalOf(LockClient client, String... names) {
    List<DistributedLock> locks = new ArrayList<>();
    for (String name : names) {
      locks.add(client.lock(name, lease(SOON)));
    }
    return client.allOf(locks);
  }

  @Test
  void locks_severalInOppositeOrders_areHeldOneAfterTheOther_alsoWithoutAMember() throws Exception {
    start(3);
    AtomicInteger inside = new AtomicInteger();
    AtomicLong fence = new AtomicLong();
    List<CompletableFuture<Boolean>> workers = new ArrayList<>();
    for (String[] order : List.of(new String[] {"j", "k"}, new String[] {"k", "j"})) {
      MultiLock locks = severalOf(quorumOfAll(), order);
      workers.add(
          inBackground(
              () -> {
                for (int i = 0; i < 10; i++) {
                  try (MultiLease leases = locks.acquire()) {
                    assertThat(inside.incrementAndGet()).isEqualTo(1);
                    long token = leases.of("k").fencingToken();
                    assertThat(fence.getAndSet(token)).isLessThan(token);
                    leases.ensureHeld();
                    inside.decrementAndGet();
                  }
                }
                return true;
              }));
    }
    members.get(1).kill();
    for (CompletableFuture<Boolean> worker : workers) {
      assertThat(get(worker)).isTrue();
    }
    eventually().untilAsserted(() -> assertThat(holders()).isEmpty());
  }

  @Test
  void locks_severalOfWhichOneIsBusy_leaveNoPart() throws Exception {
    start(3);
    LockClient other = quorum();
    Lease busy = other.lock("z", lease(SOON)).acquire();
    MultiLock locks = severalOf(quorum(), "z", "k");
    assertThat(locks.tryAcquire()).isEmpty();
    eventually().untilAsserted(() -> assertThat(holders()).isEmpty());
    assertThatExceptionOfType(LockTimeoutException.class)
        .isThrownBy(() -> locks.acquire(Duration.ofMillis(300)))
        .returns("z", LockException::lockName);
    eventually().untilAsserted(() -> assertThat(holders()).isEmpty());
    busy.release();
    try (MultiLease leases = locks.acquire()) {
      assertThat(leases.isHeld()).isTrue();
      eventually().untilAsserted(() -> assertThat(holders()).hasSize(3));
    }
  }

  @Test
  void majorityUnreachable_opening_isAnError() {
    start(3);
    members.get(0).kill();
    members.get(1).kill();
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(this::quorum)
        .withMessageContaining("no connection to a majority of 3 servers");
  }

  @Test
  void heldLock_lookedAt_isThatOfTheMajority() throws Exception {
    start(3);
    LockClient client = quorum();
    DistributedLock lock = client.lock("k", LockOptions.defaults());
    Lease lease = lock.acquire();
    eventually().untilAsserted(() -> assertThat(holders()).hasSize(3));
    assertThat(lock.isLocked()).isTrue();
    assertThat(lock.inspect().holder()).contains(lease.ownerToken());
    assertThat(client.find("*"))
        .singleElement()
        .satisfies(found -> assertThat(found.holder()).contains(lease.ownerToken()));
    assertThat(quorum().lock("k").tryAcquire()).isEmpty();
    assertThat(quorum().lock("k").release(lease.ownerToken())).isTrue();
    assertThat(lease.release()).isEqualTo(ReleaseOutcome.ALREADY_LOST);
    assertThat(client.find("*")).isEmpty();
  }

  /** The one that is left can be busy with the lease that was lost, or tell that it is alone. */
  private static boolean triesInVain(DistributedLock lock) {
    try {
      return lock.tryAcquire().isEmpty();
    } catch (BackendException noMajority) {
      return true;
    }
  }

  private void start(int count) {
    for (int i = 0; i < count; i++) {
      members.add(keep(RedisServer.start()));
    }
  }

  private static long renewals(RedisServer member) {
    try (RedisCli cli = new RedisCli(member.uri())) {
      return cli.commandCounts().getOrDefault("pexpire", 0L);
    }
  }

  private LockClient quorum() {
    return keep(
        LockClient.quorum(
            members.stream()
                .map(member -> adapter.connector(member.uri()))
                .toArray(Connector[]::new)));
  }

  /**
   * A client that all servers have answered. It is made once a majority has, and those may be the
   * ones that are killed next.
   */
  private LockClient quorumOfAll() {
    LockClient client = quorum();
    String name = "asked " + client.hashCode();
    eventually()
        .until(
            () -> {
              try (Lease lease = client.lock(name).acquire()) {
                return lease.isHeld() && holders(name).size() == members.size();
              }
            });
    return client;
  }

  private List<String> holders() {
    return holders("k");
  }

  /** A lock's value on each server that has one and can be reached. */
  private List<String> holders(String name) {
    List<String> holders = new ArrayList<>();
    for (RedisServer member : members) {
      try (RedisCli cli = new RedisCli(member.uri())) {
        String holder = cli.get(name);
        if (holder != null) {
          holders.add(holder);
        }
      } catch (RuntimeException down) {
        // None there.
      }
    }
    return holders;
  }
}
