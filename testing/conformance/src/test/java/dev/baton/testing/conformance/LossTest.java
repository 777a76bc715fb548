package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LeaseLostException;
import dev.baton.LossReason;
import dev.baton.ReleaseOutcome;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A lock that is lost: who is told, when, and that nobody else is hurt. */
@Execution(ExecutionMode.CONCURRENT)
class LossTest extends Contract {

  @Test
  void keyDeleted_isToldByTheNextRenewal() throws Exception {
    Lease lease = lock("k", leaseOfMillis(9_000)).acquire();
    redis.send("DEL", "k");
    Map<String, Long> before = redis.commandCounts();
    assertThat(lost(lease)).isEqualTo(LossReason.DELETED);
    assertThat(renewals(before)).isLessThanOrEqualTo(1);
    assertThat(lease.isHeld()).isFalse();
    assertThat(lease.release()).isEqualTo(ReleaseOutcome.ALREADY_LOST);
    assertThatThrownBy(lease::ensureHeld)
        .isInstanceOf(LeaseLostException.class)
        .hasMessageContaining("deleted");
    assertThat(redis.get("k")).isNull();
  }

  @Test
  void keyOverwritten_isToldByTheNextRenewal_andStaysTheOthers() throws Exception {
    Lease lease = lock("k", leaseOfMillis(9_000)).acquire();
    redis.send("SET", "k", "theirs");
    Map<String, Long> before = redis.commandCounts();
    assertThat(lost(lease)).isEqualTo(LossReason.OVERWRITTEN);
    assertThat(renewals(before)).isLessThanOrEqualTo(1);
    assertThat(lease.release()).isEqualTo(ReleaseOutcome.ALREADY_LOST);
    assertThat(redis.get("k")).isEqualTo("theirs");
    assertThat(redis.number("PTTL", "k")).isEqualTo(-1);
  }

  @Test
  void keyTakenBeforeAnyRenewal_released_isAlreadyLost() throws Exception {
    Lease lease = lock("k").acquire();
    redis.send("SET", "k", "theirs");
    assertThat(lease.release()).isEqualTo(ReleaseOutcome.ALREADY_LOST);
    assertThat(lost(lease)).isEqualTo(LossReason.OVERWRITTEN);
    assertThat(redis.get("k")).isEqualTo("theirs");
  }

  @Test
  void expiredHolder_releasingLate_leavesTheNextHolderAlone() throws Exception {
    DistributedLock lock = lock("k", leaseOfMillis(100).autoRenew(false));
    Lease late = lock.acquire();
    assertThat(lost(late)).isEqualTo(LossReason.EXPIRED);
    Lease next = lock("k").acquire();
    assertThat(late.release()).isEqualTo(ReleaseOutcome.ALREADY_LOST);
    assertThatThrownBy(() -> late.renew(Duration.ofSeconds(5)))
        .isInstanceOf(LeaseLostException.class);
    assertThat(redis.get("k")).isEqualTo(next.ownerToken());
    assertThat(next.fencingToken()).isGreaterThan(late.fencingToken());
    next.release();
  }

  @Test
  void renewal_ofAKeyThatIsGone_doesNotMakeIt() throws Exception {
    Lease lease = lock("k").acquire();
    redis.send("DEL", "k");
    assertThatThrownBy(() -> lease.renew(Duration.ofSeconds(5)))
        .isInstanceOf(LeaseLostException.class);
    assertThat(redis.get("k")).isNull();
    assertThat(lost(lease)).isEqualTo(LossReason.DELETED);
  }

  @Test
  void expiredLease_inTheSameProcess_letsAnotherThreadIn() throws Exception {
    DistributedLock lock = lock("k", leaseOfMillis(100).autoRenew(false));
    Lease expired = lock.acquire();
    assertThat(lost(expired)).isEqualTo(LossReason.EXPIRED);
    Lease next = get(inBackground(() -> lock.acquire(SOON)));
    assertThat(next.isHeld()).isTrue();
    assertThat(expired.isHeld()).isFalse();
  }

  @Test
  void maxHold_reached_endsTheLeaseAndFreesTheLock() throws Exception {
    DistributedLock lock = lock("k", leaseOfMillis(5_000).maxHold(Duration.ofSeconds(6)));
    Lease lease = lock.acquire();
    assertThat(lost(lease)).isEqualTo(LossReason.MAX_HOLD_REACHED);
    assertThat(lease.isHeld()).isFalse();
    lock.acquire(SOON).release();
  }

  @Test
  void workUnderALostLock_called_throwsInsteadOfReturning() {
    DistributedLock lock = lock("k");
    assertThatThrownBy(() -> lock.call(lease -> redis.send("DEL", "k")))
        .isInstanceOf(LeaseLostException.class);
  }

  @Test
  void lossCallback_addedAfterwards_isCalledAtOnce() throws Exception {
    Lease lease = lock("k", leaseOfMillis(100).autoRenew(false)).acquire();
    lost(lease);
    CompletableFuture<LossReason> told = new CompletableFuture<>();
    lease.onLost(told::complete);
    assertThat(told).isCompletedWithValue(LossReason.EXPIRED);
  }

  @Test
  void leaseReleased_isNeverToldAsLost() throws Exception {
    DistributedLock lock = lock("k", leaseOfMillis(150));
    CompletableFuture<LossReason> told;
    Lease lease;
    do { // until it is released in time
      lease = lock.acquire();
      told = lease.lost().toCompletableFuture();
    } while (lease.release() != ReleaseOutcome.RELEASED);
    Lease witness = lock("other", leaseOfMillis(300).autoRenew(false)).acquire();
    lost(witness);
    assertThat(told).isNotDone();
  }

  private long renewals(Map<String, Long> before) {
    return redis.commandCounts().get("evalsha") - before.get("evalsha");
  }

  private static LossReason lost(Lease lease) throws Exception {
    return get(lease.lost().toCompletableFuture());
  }
}
