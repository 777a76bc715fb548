package dev.baton.spring.integration;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

import dev.baton.BackendException;
import dev.baton.LeaseLostException;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.testing.backend.Adapter;
import dev.baton.testing.backend.OtherThread;
import dev.baton.testing.server.RedisServer;
import java.time.Duration;
import java.util.ConcurrentModificationException;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.integration.leader.AbstractCandidate;
import org.springframework.integration.leader.Context;
import org.springframework.integration.support.leader.LockRegistryLeaderInitiator;
import org.springframework.integration.support.locks.DistributedLock;

/** What Spring Integration's tests ask of RedisLockRegistry, and what comes with Baton. */
abstract class LockRegistryContract {
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final String REGISTRY = "registry";

  private final Adapter adapter;
  private final String path = UUID.randomUUID().toString();
  private final OtherThread other = new OtherThread();
  private LockClient client;
  private LockClient elsewhere;
  private BatonLockRegistry registry;

  /** Of another process. */
  private BatonLockRegistry remote;

  /** What Redis has. */
  private dev.baton.DistributedLock key;

  LockRegistryContract(Adapter adapter) {
    this.adapter = adapter;
  }

  @BeforeEach
  void connect() {
    client = adapter.connect(RedisServer.shared().patientUri());
    elsewhere = adapter.connect(RedisServer.shared().patientUri());
    registry = new BatonLockRegistry(client, REGISTRY);
    remote = new BatonLockRegistry(elsewhere, REGISTRY);
    key = elsewhere.lock(REGISTRY + ":" + path);
  }

  @AfterEach
  void close() {
    other.close();
    client.close();
    elsewhere.close();
  }

  @Test
  void lock_ofAPath_isTheKeyOfRegistryAndPathUntilItIsUnlocked() {
    for (int i = 0; i < 3; i++) {
      DistributedLock lock = registry.obtain(path);
      lock.lock();
      assertThat(key.isLocked()).isTrue();
      lock.unlock();
      assertThat(key.isLocked()).isFalse();
    }
  }

  @Test
  void lockInterruptibly_ofAFreePath_isHeldUntilItIsUnlocked() throws InterruptedException {
    DistributedLock lock = registry.obtain(path);
    lock.lockInterruptibly();
    assertThat(key.isLocked()).isTrue();
    lock.unlock();
    assertThat(key.isLocked()).isFalse();
  }

  @Test
  void obtain_samePathTwice_isOneLock() {
    assertThat(registry.obtain(path)).isEqualTo(registry.obtain(path));
    assertThat(registry.obtain(path)).isNotEqualTo(registry.obtain("another"));
    assertThat(registry.obtain(path)).isNotEqualTo(remote.obtain(path));
    assertThat(registry.obtain(path)).hasToString("BatonLock[registry:" + path + "]");
  }

  @Test
  void lock_byItsThreadAgain_isHeldUntilTheLastUnlock() throws InterruptedException {
    registry.obtain(path).lock();
    registry.obtain(path).lockInterruptibly();
    assertThat(registry.obtain(path).tryLock()).isTrue();
    assertThat(registry.obtain(path).tryLock(1, MILLISECONDS)).isTrue();
    assertThat(registry.obtain(path).tryLock(Duration.ZERO, LONG)).isTrue();
    registry.obtain(path).lock(LONG);

    for (int i = 0; i < 5; i++) {
      registry.obtain(path).unlock();
      assertThat(key.isLocked()).isTrue();
    }
    registry.obtain(path).unlock();
    assertThat(key.isLocked()).isFalse();
  }

  @Test
  void locks_ofTwoPaths_areHeldTogether() {
    DistributedLock first = registry.obtain(path);
    DistributedLock second = registry.obtain(path + "2");
    first.lock();
    second.lock();
    assertThat(client.lock(REGISTRY + ":" + path + "2").isLocked()).isTrue();
    first.unlock();
    assertThat(key.isLocked()).isFalse();
    assertThat(client.lock(REGISTRY + ":" + path + "2").isLocked()).isTrue();
    second.unlock();
  }

  @Test
  void tryLock_whileAnotherThreadHasTheLock_saysSo() {
    registry.obtain(path).lock();

    assertThat(other.does(() -> registry.obtain(path).tryLock())).isFalse();
    assertThat(other.does(() -> registry.obtain(path).tryLock(10, MILLISECONDS))).isFalse();
    assertThat(other.does(() -> registry.obtain(path).tryLock(-1, MILLISECONDS))).isFalse();
    registry.obtain(path).unlock();
    assertThat(other.does(() -> registry.obtain(path).tryLock(1, MINUTES))).isTrue();
  }

  @Test
  void tryLock_ofAnotherRegistryWithTheSameKey_isBusyAlsoForTheSameThread() {
    BatonLockRegistry second = new BatonLockRegistry(client, REGISTRY);
    registry.obtain(path).lock();

    assertThat(second.obtain(path).tryLock()).isFalse();
    assertThat(remote.obtain(path).tryLock()).isFalse();
    registry.obtain(path).unlock();
    assertThat(remote.obtain(path).tryLock()).isTrue();
    assertThat(second.obtain(path).tryLock()).isFalse();
    remote.obtain(path).unlock();
  }

  @Test
  void lock_whileAnotherThreadHasIt_waitsForTheUnlock() {
    registry.obtain(path).lock();
    Future<Boolean> waits = other.begins(() -> locks(registry));
    OtherThread second = new OtherThread();
    Future<Boolean> waitsElsewhere = second.begins(() -> locks(remote));
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> !key.inspect().waiters().isEmpty()); // elsewhere; here, it waits in process
    assertThat(waits).isNotDone();
    assertThat(waitsElsewhere).isNotDone();
    registry.obtain(path).unlock();

    assertThat(OtherThread.result(waits)).isTrue();
    assertThat(OtherThread.result(waitsElsewhere)).isTrue();
    second.close();
  }

  @Test
  void unlock_ofALockThatAnotherThreadHas_isRefusedAndChangesNothing() {
    registry.obtain(path).lock();

    other.does(
        () ->
            assertThatIllegalStateException()
                .isThrownBy(() -> registry.obtain(path).unlock())
                .withMessageContaining("You do not own lock at registry:" + path));
    assertThat(key.isLocked()).isTrue();
    registry.obtain(path).unlock();
    assertThatIllegalStateException().isThrownBy(() -> registry.obtain(path).unlock());
  }

  @Test
  void unlock_ofALockThatWasLost_saysSoAndLeavesItToWhoHasIt() {
    DistributedLock lock = registry.obtain(path);
    lock.lock();
    lock.lock();
    takeAway();
    assertThat(remote.obtain(path).tryLock()).isTrue();

    lock.unlock();
    assertThatExceptionOfType(ConcurrentModificationException.class)
        .isThrownBy(lock::unlock)
        .withMessageContaining("released in the store")
        .withCauseInstanceOf(LeaseLostException.class);
    assertThat(key.isLocked()).isTrue();
    assertThatIllegalStateException().isThrownBy(lock::unlock);
    remote.obtain(path).unlock();
    lock.lock();
    lock.unlock();
  }

  @Test
  void lock_againAfterItWasLost_failsUntilItIsUnlocked() {
    DistributedLock lock = new BatonLockRegistry(client, REGISTRY, shortLease()).obtain(path);
    lock.lock();
    await().atMost(Duration.ofMinutes(1)).until(() -> !key.isLocked());

    assertThatExceptionOfType(CannotAcquireLockException.class)
        .isThrownBy(lock::lock)
        .withCauseInstanceOf(LeaseLostException.class);
    assertThatExceptionOfType(CannotAcquireLockException.class)
        .isThrownBy(lock::tryLock)
        .withCauseInstanceOf(LeaseLostException.class);
    assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(lock::unlock);
    assertThat(remote.obtain(path).tryLock()).isTrue();
    remote.obtain(path).unlock();
  }

  @Test
  void lock_withATimeToLive_hasThatLease() throws InterruptedException {
    DistributedLock lock = registry.obtain(path);
    lock.lock(LONG);
    assertThat(expiresIn()).isBetween(Duration.ofMinutes(5), LONG);
    lock.unlock();

    assertThat(lock.tryLock(Duration.ZERO, LONG)).isTrue();
    assertThat(expiresIn()).isBetween(Duration.ofMinutes(5), LONG);
    lock.unlock();

    lock.lock();
    assertThat(expiresIn()).isLessThanOrEqualTo(Duration.ofSeconds(30));
    lock.unlock();
  }

  @Test
  void renewLock_byAnyThread_hasTheLockLastForThatTime() {
    registry.obtain(path).lock();

    registry.renewLock(path, LONG);
    assertThat(expiresIn()).isBetween(Duration.ofMinutes(5), LONG);
    other.does(
        () -> {
          registry.renewLock(path, LONG.multipliedBy(2));
          return true;
        });
    assertThat(expiresIn()).isGreaterThan(LONG);
    registry.obtain(path).unlock();
  }

  @Test
  void renewLock_withoutATime_isForTheOptionsLease() {
    LockOptions options = LockOptions.defaults().leaseDuration(LONG).autoRenew(false);
    BatonLockRegistry unrenewed = new BatonLockRegistry(client, REGISTRY, options);
    unrenewed.obtain(path).lock(Duration.ofMinutes(1));

    unrenewed.renewLock(path);
    assertThat(expiresIn()).isBetween(Duration.ofMinutes(5), LONG);
    unrenewed.obtain(path).unlock();
  }

  @Test
  void renewLock_ofALockThatIsNotHeld_isRefused() {
    assertThatIllegalStateException().isThrownBy(() -> registry.renewLock(path));
    assertThat(remote.obtain(path).tryLock()).isTrue();
    assertThatIllegalStateException().isThrownBy(() -> registry.renewLock(path));
    remote.obtain(path).unlock();

    registry.obtain(path).lock();
    takeAway();
    assertThatIllegalStateException()
        .isThrownBy(() -> registry.renewLock(path, LONG))
        .withCauseInstanceOf(LeaseLostException.class);
    assertThat(key.isLocked()).isFalse();
  }

  @Test
  void lock_interruptedWhileItWaits_goesOnAndLeavesTheFlagSet() {
    registry.obtain(path).lock();
    Thread[] waiting = new Thread[1];
    Future<Boolean> waits =
        other.begins(
            () -> {
              waiting[0] = Thread.currentThread();
              remote.obtain(path).lock();
              boolean interrupted = Thread.interrupted();
              remote.obtain(path).unlock();
              return interrupted;
            });
    awaitWaiter();
    waiting[0].interrupt();
    assertThat(key.inspect().waiters()).hasSize(1);
    registry.obtain(path).unlock();

    assertThat(OtherThread.result(waits)).isTrue();
  }

  @Test
  void lockInterruptibly_interruptedWhileItWaits_endsWithoutTheLock() {
    registry.obtain(path).lock();
    Thread[] waiting = new Thread[1];
    Future<Boolean> waits =
        other.begins(
            () -> {
              waiting[0] = Thread.currentThread();
              assertThatExceptionOfType(InterruptedException.class)
                  .isThrownBy(() -> remote.obtain(path).lockInterruptibly());
              return true;
            });
    awaitWaiter();
    waiting[0].interrupt();

    assertThat(OtherThread.result(waits)).isTrue();
    registry.obtain(path).unlock();
    await().atMost(Duration.ofMinutes(1)).until(() -> registry.obtain(path).tryLock());
  }

  @Test
  void executeLocked_whileAnotherHasTheLock_timesOut() throws Exception {
    AtomicInteger done = new AtomicInteger();
    registry.executeLocked(path, () -> done.addAndGet(key.isLocked() ? 1 : 0));
    assertThat(done).hasValue(1);

    assertThat(remote.obtain(path).tryLock()).isTrue();
    assertThatExceptionOfType(TimeoutException.class)
        .isThrownBy(
            () -> registry.executeLocked(path, Duration.ofMillis(10), () -> done.addAndGet(1)));
    assertThat(done).hasValue(1);
    remote.obtain(path).unlock();
  }

  @Test
  void threads_ofTwoProcesses_areNeverInsideTogether() {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    OtherThread second = new OtherThread();
    Future<Integer> one = other.begins(() -> comeAndGo(registry.obtain(path), inside, most));
    Future<Integer> two = second.begins(() -> comeAndGo(remote.obtain(path), inside, most));

    assertThat(OtherThread.result(one) + OtherThread.result(two)).isEqualTo(200);
    assertThat(most).hasValue(1);
    second.close();
  }

  @Test
  void thread_endedWithTheLock_isNotRenewedForEver() throws InterruptedException {
    LockOptions options = LockOptions.defaults().leaseDuration(Duration.ofMillis(300));
    BatonLockRegistry renewed = new BatonLockRegistry(client, REGISTRY, options);
    Thread ends = new Thread(() -> renewed.obtain(path).lock());
    ends.start();
    ends.join();

    await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> {
              System.gc();
              return !key.isLocked();
            });
    assertThatIllegalStateException().isThrownBy(() -> renewed.renewLock(path, LONG));
  }

  @Test
  void leaderInitiator_whoseLockIsTakenAway_isRevokedAndElectedAgain() {
    AtomicInteger granted = new AtomicInteger();
    AtomicInteger revoked = new AtomicInteger();
    LockOptions options = LockOptions.defaults().leaseDuration(Duration.ofSeconds(6));
    LockRegistryLeaderInitiator initiator =
        new LockRegistryLeaderInitiator(
            new BatonLockRegistry(client, REGISTRY, options), new Counting(path, granted, revoked));
    initiator.setHeartBeatMillis(20);
    initiator.setBusyWaitMillis(20);
    initiator.start();
    try {
      await().atMost(Duration.ofMinutes(1)).untilAtomic(granted, greaterThanOrEqualTo(1));
      takeAway(); // the next renewal finds it

      await().atMost(Duration.ofMinutes(1)).untilAtomic(revoked, greaterThanOrEqualTo(1));
      await().atMost(Duration.ofMinutes(1)).untilAtomic(granted, greaterThanOrEqualTo(2));
    } finally {
      initiator.stop();
    }
  }

  /** Counts what it is told. */
  private static final class Counting extends AbstractCandidate {
    private final AtomicInteger granted;
    private final AtomicInteger revoked;

    Counting(String role, AtomicInteger granted, AtomicInteger revoked) {
      super("counting", role);
      this.granted = granted;
      this.revoked = revoked;
    }

    @Override
    public void onGranted(Context context) {
      granted.incrementAndGet();
    }

    @Override
    public void onRevoked(Context context) {
      revoked.incrementAndGet();
    }
  }

  @Test
  void redis_isDown_isSaidByTheLock() {
    try (RedisServer server = RedisServer.start();
        LockClient there = adapter.connect(server.uri())) {
      BatonLockRegistry onIt = new BatonLockRegistry(there, REGISTRY);
      onIt.obtain(path).lock();
      server.kill();

      Lock another = onIt.obtain("another");
      assertThatExceptionOfType(CannotAcquireLockException.class)
          .isThrownBy(another::tryLock)
          .withCauseInstanceOf(BackendException.class);
      assertThatExceptionOfType(CannotAcquireLockException.class)
          .isThrownBy(another::lock)
          .withCauseInstanceOf(BackendException.class);
      assertThatExceptionOfType(BackendException.class)
          .isThrownBy(() -> onIt.obtain(path).unlock());
      assertThatIllegalStateException().isThrownBy(() -> onIt.obtain(path).unlock());
    }
  }

  @Test
  void arguments_thatAreNone_areRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> registry.obtain(42));
    assertThatIllegalArgumentException().isThrownBy(() -> registry.obtain("x".repeat(1_024)));
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> registry.obtain(path).newCondition());
    registry.obtain(path).lock();
    registry.expireUnusedOlderThan(0);
    assertThat(key.isLocked()).isTrue();
    registry.obtain(path).unlock();
  }

  private int comeAndGo(Lock lock, AtomicInteger inside, AtomicInteger most) {
    for (int i = 0; i < 100; i++) {
      lock.lock();
      try {
        int now = inside.incrementAndGet();
        most.accumulateAndGet(now, Math::max);
        assertThat(key.isLocked()).isTrue();
        inside.decrementAndGet();
      } finally {
        lock.unlock();
      }
    }
    return 100;
  }

  private boolean locks(BatonLockRegistry there) {
    there.obtain(path).lock();
    boolean held = key.isLocked();
    there.obtain(path).unlock();
    return held;
  }

  private void awaitWaiter() {
    await().atMost(Duration.ofMinutes(1)).until(() -> !key.inspect().waiters().isEmpty());
  }

  /** As an operator may. */
  private void takeAway() {
    assertThat(key.release(key.inspect().holder().orElseThrow())).isTrue();
  }

  private static LockOptions shortLease() {
    return LockOptions.defaults().leaseDuration(Duration.ofMillis(100)).autoRenew(false);
  }

  private Duration expiresIn() {
    return key.inspect().expiresIn().orElseThrow();
  }
}
