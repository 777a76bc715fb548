package dev.baton.shedlock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.LockClient;
import dev.baton.testing.backend.Adapter;
import dev.baton.testing.server.RedisServer;
import net.javacrumbs.shedlock.core.ExtensibleLockProvider;
import net.javacrumbs.shedlock.test.support.AbstractExtensibleLockProviderIntegrationTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

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
