package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Leases that last as long as they are wanted, and no longer. */
@Execution(ExecutionMode.CONCURRENT)
class RenewalTest extends Contract {

  @Test
  void heldLock_longerThanItsLease_staysHeld() throws Exception {
    Lease lease = lock("k", leaseOfMillis(6_000)).acquire();
    long before = redis.renewals();
    eventually().until(() -> redis.renewals() >= before + 4);
    assertThat(lease.isHeld()).isTrue();
    assertThat(redis.get("k")).isEqualTo(lease.ownerToken());
    lease.release();
  }

  @Test
  void releasedLock_isRenewedNoMore() throws Exception {
    LockClient client = client();
    for (int i = 0; i < 50; i++) {
      client.lock("k" + i, leaseOfMillis(6_000)).acquire().release();
    }
    Lease witness = client.lock("witness", leaseOfMillis(6_000)).acquire();
    long before = redis.renewals();
    eventually().until(() -> redis.renewals() >= before + 2);
    assertThat(redis.keys())
        .filteredOn(key -> !key.startsWith("baton:"))
        .containsExactly("witness");
    witness.release();
  }

  @Test
  void pushedGrant_lastsForTheClaim_andIsRaisedToTheFullLease() throws Exception {
    DistributedLock lock = lock("k", lease(Duration.ofMinutes(2)));
    DistributedLock other = lock("k", lease(Duration.ofMinutes(2)));
    Lease second;
    boolean seen;
    int handovers = 0;
    do { // until it is looked at before its first renewal, a second later
      Lease first = lock.acquire();
      CompletableFuture<Lease> next = other.acquireAsync().toCompletableFuture();
      eventually().until(() -> waiting(lock) == 1);
      first.release();
      second = get(next);
      seen =
          second.remaining().compareTo(Duration.ofSeconds(3)) <= 0
              && redis.number("PTTL", "k") <= 3_000;
      if (!seen) {
        second.release();
      }
    } while (!seen && ++handovers < 20);
    assertThat(seen).as("the claim").isTrue();
    Lease held = second;
    eventually().until(() -> held.remaining().compareTo(Duration.ofSeconds(90)) > 0);
    assertThat(redis.number("PTTL", "k")).isGreaterThan(60_000);
    held.release();
  }

  @Test
  void oneOfMany_deleted_leavesTheOthersRenewed() throws Exception {
    LockClient client = client();
    List<Lease> leases = new ArrayList<>();
    for (int i = 0; i < 250; i++) {
      leases.add(client.lock("k" + i, leaseOfMillis(9_000)).acquire());
    }
    redis.send("DEL", "k100");
    redis.send("DEL", "k17");
    redis.send("HSET", "k17", "of another", "type");
    eventually().until(() -> !leases.get(100).isHeld() && !leases.get(17).isHeld());
    long before = redis.renewals();
    eventually().until(() -> redis.renewals() >= before + 2 * 248);
    for (int i = 0; i < leases.size(); i++) {
      assertThat(leases.get(i).isHeld()).as("lease %s", i).isEqualTo(i != 100 && i != 17);
    }
  }

  @Test
  void leaseRenewedByHand_takesTheNewDuration() throws Exception {
    Lease lease = lock("k", leaseOfMillis(20_000).autoRenew(false)).acquire();
    lease.renew(Duration.ofMinutes(2));
    assertThat(lease.remaining()).isGreaterThan(Duration.ofSeconds(60));
    assertThat(redis.number("PTTL", "k")).isGreaterThan(60_000);
    lease.renew(Duration.ofSeconds(20));
    assertThat(lease.remaining()).isLessThanOrEqualTo(Duration.ofSeconds(20));
    assertThat(redis.number("PTTL", "k")).isLessThanOrEqualTo(20_000);
    lease.release();
    assertThatThrownBy(() -> lease.renew(Duration.ofSeconds(5)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(redis.get("k")).isNull();
  }

  @Test
  void renew_toAShorterTime_onAServerThatDoesNotKnowTheScript_isShorter() throws Exception {
    Lease lease = lock("k", lease(Duration.ofHours(1))).acquire();
    redis.send("SCRIPT", "FLUSH");
    lease.renew(SOON);
    assertThat(redis.number("PTTL", "k")).isLessThanOrEqualTo(SOON.toMillis());
    lease.release();
  }

  @Test
  void renew_byTheTokenOfAProcessThatEnded_isLongerAndNeverShorter() throws Exception {
    LockOptions job = lease(Duration.ofMinutes(1)).autoRenew(false).ownerToken("job-7");
    LockClient begun = client();
    begun.lock("k", job).acquire();
    begun.close();
    DistributedLock lock = lock("k");

    assertThat(lock.renew("job-7", Duration.ofMinutes(10))).isTrue();
    assertThat(redis.number("PTTL", "k")).isGreaterThan(500_000);
    assertThat(lock.renew("job-7", Duration.ofMillis(10))).isTrue();
    assertThat(redis.number("PTTL", "k")).isGreaterThan(500_000);
    assertThat(lock.renew("job-8", Duration.ofMinutes(20))).isFalse();
    assertThat(redis.number("PTTL", "k")).isLessThanOrEqualTo(600_000);
    assertThat(lock.release("job-7")).isTrue();
    assertThat(lock.renew("job-7", Duration.ofMinutes(10))).isFalse();
    assertThat(redis.get("k")).isNull();
  }

  @Test
  void renew_byTheTokenOfALeaseHere_isKnownToThatLease() throws Exception {
    LockClient client = client();
    LockOptions minute = lease(Duration.ofMinutes(1));
    for (LockOptions options :
        List.of(minute, minute.autoRenew(false), minute.autoRenew(false).ownerToken("mine"))) {
      Lease lease = client.lock("k", options).acquire();
      assertThat(client.lock("k").renew(lease.ownerToken(), Duration.ofMinutes(10))).isTrue();
      assertThat(lease.remaining()).isGreaterThan(Duration.ofMinutes(9));
      assertThat(redis.number("PTTL", "k")).isGreaterThan(540_000);
      assertThat(client.lock("k").renew(lease.ownerToken(), Duration.ofSeconds(1))).isTrue();
      assertThat(lease.remaining()).isGreaterThan(Duration.ofMinutes(9));
      assertThat(redis.number("PTTL", "k")).isGreaterThan(540_000);
      lease.release();
    }
  }

  @Test
  void renew_byTheTokenOfALeaseHereWithALongestTime_endsThereInRedisToo() throws Exception {
    LockClient client = client();
    LockOptions bounded = lease(Duration.ofMinutes(1)).maxHold(Duration.ofMinutes(2));
    Lease lease = client.lock("k", bounded).acquire();

    assertThat(client.lock("k").renew(lease.ownerToken(), Duration.ofMinutes(10))).isTrue();
    assertThat(lease.remaining()).isBetween(Duration.ofSeconds(90), Duration.ofMinutes(2));
    assertThat(redis.number("PTTL", "k")).isBetween(90_000L, 120_000L);
  }

  @Test
  void renew_byTheTokenOfALeaseHereThatIsGone_tellsOfTheLoss() throws Exception {
    LockClient client = client();
    Lease lease = client.lock("k").acquire();
    redis.send("DEL", "k");

    assertThat(client.lock("k").renew(lease.ownerToken(), Duration.ofMinutes(10))).isFalse();
    assertThat(lease.isHeld()).isFalse();
    assertThat(redis.get("k")).isNull();
  }

  @Test
  void renew_byTokenOutOfBounds_isRefused() {
    DistributedLock lock = lock("k");
    for (Duration lease : List.of(Duration.ZERO, Duration.ofMillis(9), Duration.ofDays(366))) {
      assertThatThrownBy(() -> lock.renew("t", lease)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> lock.renew("t".repeat(4_097), Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void leaseDurations_ofTheSameName_belongToEachAcquisition() throws Exception {
    LockClient client = client();
    client.lock("k", leaseOfMillis(10_000)).acquire().release();
    client.lock("k", leaseOfMillis(15_000)).acquire().release();
    try (Lease lease = client.lock("k").acquire()) {
      assertThat(redis.number("PTTL", "k")).isBetween(20_000L, 30_000L);
      assertThat(lease.remaining()).isGreaterThan(Duration.ofSeconds(20));
    }
    try (Lease lease = client.lock("k", leaseOfMillis(15_000)).acquire()) {
      assertThat(redis.number("PTTL", "k")).isBetween(1L, 15_000L);
      assertThat(lease.remaining()).isLessThanOrEqualTo(Duration.ofSeconds(15));
    }
  }

  @Test
  void lockThatNeverExpires_hasNoLifetime_alsoWhenHandedOver() throws Exception {
    LockOptions forEver = LockOptions.defaults().neverExpires();
    DistributedLock lock = lock("k", forEver);
    Lease first = lock.acquire();
    assertThat(redis.number("PTTL", "k")).isEqualTo(-1);
    CompletableFuture<Lease> next = lock("k", forEver).acquireAsync().toCompletableFuture();
    eventually().until(() -> waiting(lock) == 1);
    first.release();
    Lease second = get(next);
    assertThat(redis.number("PTTL", "k")).isEqualTo(-1);
    assertThat(second.isHeld()).isTrue();
    assertThat(second.remaining()).isGreaterThan(Duration.ofDays(365));
    second.release();
  }
}
