package dev.baton.shedlock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.baton.BackendException;
import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.lettuce.LettuceConnector;
import dev.baton.testing.backend.Adapter;
import dev.baton.testing.server.RedisServer;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import net.javacrumbs.shedlock.core.DefaultLockingTaskExecutor;
import net.javacrumbs.shedlock.core.LockAssert;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockExtender;
import net.javacrumbs.shedlock.core.LockingTaskExecutor;
import net.javacrumbs.shedlock.core.SimpleLock;
import net.javacrumbs.shedlock.support.LockException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What ShedLock's own tests do not ask. */
class BatonLockProviderTest {
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  private final String name = UUID.randomUUID().toString();
  private final LockClient client = Adapter.LETTUCE.connect(RedisServer.shared().patientUri());
  private final BatonLockProvider provider = new BatonLockProvider(client);
  private final DistributedLock key = client.lock("job-lock:default:" + name);

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void lock_takenForAtMostAWhile_endsThenWithoutRenewals() {
    SimpleLock held = lock(TEN_MINUTES, Duration.ZERO);

    assertThat(expiresIn()).isBetween(Duration.ofMinutes(5), TEN_MINUTES);
    held.unlock();
    assertThat(key.isLocked()).isFalse();
  }

  @Test
  void unlock_beforeTheLeastTime_leavesTheLockTakenForTheRestOnly() {
    lock(Duration.ofHours(10), TEN_MINUTES).unlock();

    assertThat(expiresIn()).isBetween(Duration.ofMinutes(5), TEN_MINUTES);
  }

  @Test
  void unlock_afterAnExtension_leavesTheLockTakenForTheNewLeastTime() {
    lock(Duration.ofHours(10), Duration.ZERO)
        .extend(Duration.ofHours(5), TEN_MINUTES)
        .get()
        .unlock();

    assertThat(expiresIn()).isBetween(Duration.ofMinutes(5), TEN_MINUTES);
  }

  @Test
  void extend_ofALockThatIsHeld_countsItsTimeFromNowOn() {
    SimpleLock once =
        lock(Duration.ofHours(2), Duration.ZERO).extend(Duration.ofHours(10), Duration.ZERO).get();
    assertThat(expiresIn()).isBetween(Duration.ofHours(9), Duration.ofHours(10));
    SimpleLock extended = once.extend(TEN_MINUTES, Duration.ZERO).get();

    assertThat(expiresIn()).isBetween(Duration.ofMinutes(5), TEN_MINUTES);
    extended.unlock();
    assertThat(key.isLocked()).isFalse();
  }

  @Test
  void extend_ofALockWhoseTimeIsOver_isRefusedAndGivesTheLockBack() {
    Instant anHourAgo = Instant.now().minus(Duration.ofHours(1));
    SimpleLock over =
        provider
            .lock(new LockConfiguration(anHourAgo, name, TEN_MINUTES, Duration.ZERO))
            .orElseThrow();

    assertThat(over.extend(TEN_MINUTES, Duration.ZERO)).isEmpty();
    assertThat(key.isLocked()).isFalse();
  }

  @Test
  void extendActiveLock_inAJob_countsTheLocksTimeFromNowOn() throws Throwable {
    Duration twoHours = Duration.ofHours(2);
    new DefaultLockingTaskExecutor(provider)
        .executeWithLock(
            (LockingTaskExecutor.Task)
                () -> {
                  LockAssert.assertLocked();
                  LockExtender.extendActiveLock(twoHours, Duration.ZERO);
                  assertThat(expiresIn()).isBetween(Duration.ofHours(1), twoHours);
                },
            configuration(TEN_MINUTES, Duration.ZERO));

    assertThat(key.isLocked()).isFalse();
  }

  @Test
  void unlock_ofALockThatAnotherHasByNow_leavesItToThatOne() {
    SimpleLock lost = lock(TEN_MINUTES, Duration.ZERO);
    takenAwayAndGivenToAnother();

    lost.unlock();
    assertThat(key.isLocked()).isTrue();
  }

  @Test
  void extend_ofALockThatAnotherHasByNow_isRefusedAndLeavesItToThatOne() {
    SimpleLock lost = lock(TEN_MINUTES, Duration.ZERO);
    takenAwayAndGivenToAnother();

    assertThat(lost.extend(Duration.ofHours(1), Duration.ZERO)).isEmpty();
    assertThat(expiresIn()).isLessThanOrEqualTo(TEN_MINUTES);
  }

  @Test
  void unlock_ofAnExtendedLockThatAnotherHasByNow_leavesItToThatOne() {
    SimpleLock lost =
        lock(TEN_MINUTES, Duration.ZERO).extend(Duration.ofHours(1), Duration.ofHours(1)).get();
    takenAwayAndGivenToAnother();

    lost.unlock();
    assertThat(expiresIn()).isLessThanOrEqualTo(TEN_MINUTES);
  }

  @Test
  void lock_waitedForByAnother_isLeftToThatOne() throws Exception {
    SimpleLock held = lock(TEN_MINUTES, Duration.ZERO);
    try (LockClient other = Adapter.JEDIS.connect(RedisServer.shared().patientUri())) {
      var next = other.lock(key.name()).acquireAsync().toCompletableFuture();
      await().atMost(Duration.ofMinutes(1)).until(() -> !key.inspect().waiters().isEmpty());
      held.unlock();

      try (Lease lease = next.get(1, TimeUnit.MINUTES)) {
        assertThat(lease.isHeld()).isTrue();
        assertThat(provider.lock(configuration(TEN_MINUTES, Duration.ZERO))).isEmpty();
      }
    }
  }

  @Test
  void redis_isDown_isShedLocksOwnException() {
    try (RedisServer server = RedisServer.start();
        LockClient there = Adapter.JEDIS.connect(server.uri())) {
      BatonLockProvider onIt = new BatonLockProvider(there);
      SimpleLock held = onIt.lock(configuration(TEN_MINUTES, Duration.ZERO)).get();
      SimpleLock heldToo = onIt.lock(named("held too")).get();
      server.kill();

      assertThatExceptionOfType(LockException.class)
          .isThrownBy(() -> onIt.lock(named("not held")))
          .withCauseInstanceOf(BackendException.class);
      assertThatExceptionOfType(LockException.class)
          .isThrownBy(() -> held.extend(TEN_MINUTES, Duration.ZERO))
          .withCauseInstanceOf(BackendException.class);
      assertThatExceptionOfType(LockException.class)
          .isThrownBy(heldToo::unlock)
          .withCauseInstanceOf(BackendException.class);
    }
  }

  @Test
  void lock_withALeastTimeOnAQuorum_isRefused() {
    try (LockClient quorum =
        LockClient.quorum(
            LettuceConnector.of(RedisServer.shared().patientUri()),
            LettuceConnector.of(RedisServer.shared().uri() + "/1?timeout=20s"))) {
      BatonLockProvider onIt = new BatonLockProvider(quorum);
      onIt.lock(configuration(TEN_MINUTES, Duration.ZERO)).get().unlock();

      assertThatIllegalArgumentException()
          .isThrownBy(() -> onIt.lock(configuration(TEN_MINUTES, TEN_MINUTES)));
    }
  }

  @Test
  void lock_withALeastTimeBelowAMillisecond_isFreeOnceItIsUnlocked() {
    lock(TEN_MINUTES, Duration.ofNanos(1)).unlock();

    assertThat(key.isLocked()).isFalse();
  }

  /** An operator takes the lock away, and another client has it for ten minutes. */
  private void takenAwayAndGivenToAnother() {
    assertThat(key.release(key.inspect().holder().orElseThrow())).isTrue();
    lock(TEN_MINUTES, Duration.ZERO);
  }

  private SimpleLock lock(Duration atMost, Duration atLeast) {
    return provider.lock(configuration(atMost, atLeast)).orElseThrow();
  }

  private LockConfiguration configuration(Duration atMost, Duration atLeast) {
    return new LockConfiguration(Instant.now(), name, atMost, atLeast);
  }

  private static LockConfiguration named(String name) {
    return new LockConfiguration(Instant.now(), name, TEN_MINUTES, Duration.ZERO);
  }

  private Duration expiresIn() {
    return key.inspect().expiresIn().orElseThrow();
  }
}
