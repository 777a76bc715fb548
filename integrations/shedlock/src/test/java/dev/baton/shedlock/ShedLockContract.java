package dev.baton.shedlock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.LockClient;
import dev.baton.testing.backend.Adapter;
import dev.baton.testing.server.RedisServer;
import java.time.Duration;
import net.javacrumbs.shedlock.core.ExtensibleLockProvider;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.SimpleLock;
import net.javacrumbs.shedlock.test.support.AbstractExtensibleLockProviderIntegrationTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What ShedLock asks of every provider whose locks can be extended: its own tests. */
abstract class ShedLockContract extends AbstractExtensibleLockProviderIntegrationTest {
  private final Adapter adapter;
  private LockClient client;
  private LockClient other;

  ShedLockContract(Adapter adapter) {
    this.adapter = adapter;
  }

  @BeforeEach
  void connect() {
    client = adapter.connect(RedisServer.shared().patientUri());
    other = adapter.connect(RedisServer.shared().patientUri());
  }

  @AfterEach
  void close() {
    client.close();
    other.close();
  }

  @Override
  protected ExtensibleLockProvider getLockProvider() {
    return new BatonLockProvider(client);
  }

  /**
   * As ShedLock has it, but for the lease: its 50 ms can be over before a busy machine knows that
   * it has the lock.
   */
  @Override
  @Test
  public void shouldTimeout() {
    LockConfiguration brief = lockConfig(LOCK_NAME1, Duration.ofSeconds(2), Duration.ZERO);
    assertThat(getLockProvider().lock(brief)).isNotEmpty();
    await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertUnlocked(LOCK_NAME1));
    SimpleLock next =
        getLockProvider()
            .lock(lockConfig(LOCK_NAME1, Duration.ofMinutes(1), Duration.ZERO))
            .orElseThrow();
    assertLocked(LOCK_NAME1);
    next.unlock();
  }

  /** As ShedLock has it, but for the lease: in its 2 ms no machine can be relied on to say so. */
  @Override
  @Test
  public void shouldNotBeAbleToExtendExpiredLock() {
    SimpleLock over =
        getLockProvider()
            .lock(lockConfig(LOCK_NAME1, Duration.ofSeconds(2), Duration.ZERO))
            .orElseThrow();
    await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertUnlocked(LOCK_NAME1));
    assertThat(over.extend(Duration.ofSeconds(10), Duration.ZERO)).isEmpty();
    assertUnlocked(LOCK_NAME1);
  }

  /** Another node would get the lock. */
  @Override
  protected void assertUnlocked(String lockName) {
    assertThat(other.lock("job-lock:default:" + lockName).isLocked()).isFalse();
  }

  @Override
  protected void assertLocked(String lockName) {
    assertThat(other.lock("job-lock:default:" + lockName).isLocked()).isTrue();
  }
}
