package dev.baton.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.RedisLocks;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Test;

/** A lock whose holder is gone is renewed no more, and what is released leaves nothing. */
class GoneHolderTest extends CohortCase {
  private static final Duration A_THIRD = Duration.ofSeconds(10);

  @Test
  void thread_endedWithTheJdkViewLocked_isRenewedNoMore() throws Exception {
    Lock view = lock.asJavaLock();
    Thread gone = new Thread(view::lock);
    gone.start();
    gone.join();
    renewAll();

    assertThat(backend.commands("RENEW")).isEmpty();
    clock.advance(Duration.ofSeconds(30));
    engine.cohorts().renewer().tick();
    assertThat(engine.kept()).isZero();
  }

  @Test
  void thread_thatLives_isRenewed() {
    lock.asJavaLock().lock();
    renewAll();
    renewAll();

    assertThat(backend.commands("RENEW")).hasSize(2);
  }

  @Test
  void lease_thatNobodyCanReach_isRenewedNoMore() {
    WeakReference<Lease> dropped = new WeakReference<>(take(lock));
    renewAll();
    Eventually.awaitTrue(
        () -> {
          System.gc();
          return dropped.get() == null;
        });
    int renewed = backend.commands("RENEW").size();
    renewAll();

    assertThat(renewed).isEqualTo(1);
    assertThat(backend.commands("RENEW")).hasSize(renewed);
    CompletableFuture<Lease> next = want();
    clock.advance(Duration.ofSeconds(30));
    engine.cohorts().renewer().tick();
    assertThat(of(next).isHeld()).isTrue();
  }

  @Test
  void lease_thatOnlyACallbackOfItsLossRemembers_isRenewed() {
    List<String> told = new ArrayList<>();
    take(lock).onLost(reason -> told.add(reason.name()));
    renewAll();
    System.gc();
    System.gc();
    renewAll();

    assertThat(backend.commands("RENEW")).hasSize(2);
  }

  @Test
  void lease_reachedAfterManyRenewals_canBeReleased() {
    Lease lease = take(lock);
    renewAll();
    renewAll();
    release(lease);

    assertThat(backend.operations()).endsWith("RELEASE");
    assertThat(engine.kept()).isZero();
  }

  @Test
  void acquireLock_releasedByItsValue_leavesNothingInTheClient() throws Exception {
    for (int i = 0; i < 100; i++) {
      String value =
          RedisLocks.acquireLock(
              "job:" + i, dev.baton.LockArgs.defaults().client((LockClient) engine));
      RedisLocks.releaseLock("job:" + i, value, engine);
    }

    assertThat(engine.kept()).isZero();
  }

  @Test
  void lockOfTheCallersToken_thatExpires_leavesNothingInTheClient() {
    Lease lease = take(engine.lock("order:42", NOT_RENEWED.ownerToken("mine")));
    assertThat(engine.cohorts().size()).isZero();
    release(lease);

    assertThat(engine.kept()).isZero();
  }

  @Test
  void leases_allReleased_leaveNothing() {
    List<Lease> leases = new ArrayList<>();
    for (LockOptions options :
        List.of(
            LockOptions.defaults(),
            LockOptions.defaults().strictFifo(true),
            LockOptions.defaults().neverExpires(),
            NOT_RENEWED,
            LockOptions.defaults().ownerToken("mine"))) {
      Lease lease = take(engine.lock("order:" + leases.size(), options));
      lease.onLost(reason -> {});
      leases.add(lease);
    }
    assertThat(engine.kept()).isPositive();
    leases.forEach(CohortCase::release);

    assertThat(engine.kept()).isZero();
  }

  /** Time for a renewal of everything. */
  private void renewAll() {
    clock.advance(A_THIRD);
    engine.cohorts().renewer().tick();
  }
}
