package dev.baton.locked;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LeaseLostException;
import dev.baton.LockClient;
import dev.baton.LockException;
import dev.baton.LockTimeoutException;
import dev.baton.test.BatonExtension;
import dev.baton.test.InMemoryLocks;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A lease that a chain of calls shares, on a server in memory. */
@ExtendWith(BatonExtension.class)
@Timeout(300)
class HeldLeaseTest {
  private static final String NAME = "order:1";

  private InMemoryLocks locks;
  private LockClient client;
  private DistributedLock lock;

  @BeforeEach
  void connect(InMemoryLocks locks) {
    this.locks = locks;
    this.client = locks.client();
    this.lock = client.lock(NAME);
  }

  /** What two kinds of methods declare. */
  interface Declares {
    void interruption() throws InterruptedException;

    void nothing();
  }

  private HeldLease held() throws Exception {
    return acquire(/* skips= */ false, "interruption");
  }

  private HeldLease acquire(boolean skips, String method) throws Exception {
    Method declares = Declares.class.getDeclaredMethod(method);
    return HeldLease.acquire(client, lock, Duration.ZERO, skips, declares);
  }

  @Test
  void acquire_lockThatAnotherHas_throwsOrIsLeftOut() throws Exception {
    try (Lease elsewhere = locks.heldElsewhere(NAME)) {
      assertThat(acquire(/* skips= */ true, "nothing")).isNull();
      assertThatExceptionOfType(LockTimeoutException.class).isThrownBy(this::held);
      assertThat(elsewhere.isHeld()).isTrue();
    }
  }

  @Test
  void acquire_interrupted_throwsWhatTheMethodDeclares() {
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(this::held);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();

    Thread.currentThread().interrupt();
    assertThatExceptionOfType(LockException.class)
        .isThrownBy(() -> acquire(/* skips= */ false, "nothing"))
        .withMessageContaining("the lock is not held")
        .withCauseInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void close_ofTheLastUser_releases() throws Exception {
    HeldLease held = held();
    HeldLease again = HeldLease.again(List.of(held), client, NAME);
    assertThat(again).isSameAs(held);
    held.close();
    assertThat(lock.isLocked()).isTrue();
    again.close();
    assertThat(lock.isLocked()).isFalse();
    assertThat(held.enter()).isFalse();
    assertThat(HeldLease.again(List.of(held), client, NAME)).isNull();
  }

  @Test
  void again_ofAnotherClientOrLock_isNothing() throws Exception {
    try (HeldLease held = held()) {
      assertThat(HeldLease.again(List.of(held), locks.otherClient(), NAME)).isNull();
      assertThat(HeldLease.again(List.of(held), client, "order:2")).isNull();
    }
  }

  @Test
  void during_bodyWithinABody_findsWhatItRunsUnder() throws Exception {
    try (HeldLease outer = held();
        HeldLease inner = new HeldLease(client, client.lock("order:2").acquire())) {
      Object found =
          outer.during(
              () ->
                  inner.during(
                      () -> {
                        assertThat(HeldLease.current()).containsExactly(outer, inner);
                        assertThat(HeldLease.innermost(NAME)).containsSame(outer.lease());
                        assertThat(HeldLease.innermost("order:3")).isEmpty();
                        return HeldLease.innermost().orElseThrow();
                      }));
      assertThat(found).isSameAs(inner.lease());
      assertThat(HeldLease.current()).isEmpty();
    }
  }

  @Test
  void during_chainOfAnotherThread_isThereWhileTheBodyRuns() throws Exception {
    try (HeldLease mine = held();
        HeldLease there = new HeldLease(client, client.lock("order:2").acquire());
        HeldLease inner = new HeldLease(client, client.lock("order:3").acquire())) {
      mine.push();
      Object found = inner.during(List.of(there), HeldLease::current);
      assertThat(found).isEqualTo(List.of(there, inner));
      assertThat(HeldLease.current()).containsExactly(mine);
      mine.pop();
      mine.pop(); // once more than it was pushed
      assertThat(HeldLease.current()).isEmpty();
    }
  }

  @Test
  void current_leaseReleasedOnAnotherThread_isNoMore() throws Exception {
    HeldLease held = held();
    held.push();
    held.close();
    assertThat(HeldLease.current()).isEmpty();
    held.pop();
  }

  @Test
  void loss_isTold_butNoRelease() throws Exception {
    HeldLease held = held();
    held.enter();
    held.closeAsync().toCompletableFuture().get(1, MINUTES);
    held.closeAsync().toCompletableFuture().get(1, MINUTES);
    held.throwIfLost();

    HeldLease lost = held();
    locks.lose(NAME);
    assertThatExceptionOfType(LeaseLostException.class).isThrownBy(lost::throwIfLost);
    assertThatExceptionOfType(LeaseLostException.class)
        .isThrownBy(() -> lost.during(() -> "not run"));
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> lost.closeAsync().toCompletableFuture().get(1, MINUTES))
        .withCauseInstanceOf(LeaseLostException.class);
  }
}
