package dev.baton.spring.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.LockClient;
import dev.baton.testing.backend.Adapter;
import dev.baton.testing.backend.OtherThread;
import dev.baton.testing.server.RedisServer;
import java.net.URI;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.integration.redis.util.RedisLockRegistry;
import org.springframework.integration.support.locks.LockRegistry;

/**
 * Processes with Spring Integration's registry for Redis and processes with Baton's, on the same
 * keys.
 */
class RollingUpdateTest {
  private final String path = UUID.randomUUID().toString();
  private LettuceConnectionFactory connections;
  private RedisLockRegistry old;

  @BeforeEach
  void connect() {
    URI server = URI.create(RedisServer.shared().uri());
    connections =
        new LettuceConnectionFactory(
            new RedisStandaloneConfiguration(server.getHost(), server.getPort()));
    connections.afterPropertiesSet();
    connections.start();
    old = new RedisLockRegistry(connections, "registry", 600_000);
  }

  @AfterEach
  void disconnect() {
    old.destroy();
    connections.destroy();
  }

  @ParameterizedTest
  @EnumSource
  void lock_heldThere_isBusyHereUntilItIsUnlockedThere(Adapter adapter) {
    try (LockClient client = adapter.connect(RedisServer.shared().patientUri())) {
      excludes(old, new BatonLockRegistry(client, "registry"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void lock_heldHere_isBusyThereUntilItIsUnlockedHere(Adapter adapter) {
    try (LockClient client = adapter.connect(RedisServer.shared().patientUri())) {
      excludes(new BatonLockRegistry(client, "registry"), old);
    }
  }

  private void excludes(LockRegistry<?> first, LockRegistry<?> second) {
    Lock held = first.obtain(path);
    held.lock();
    assertThat(second.obtain(path).tryLock()).isFalse();
    try (OtherThread other = new OtherThread()) {
      Future<Boolean> waits = other.begins(() -> second.obtain(path).tryLock(1, TimeUnit.MINUTES));
      assertThat(waits).isNotDone();
      held.unlock();
      assertThat(OtherThread.result(waits)).isTrue();
      assertThat(first.obtain(path).tryLock()).isFalse();
      other.does(
          () -> {
            second.obtain(path).unlock();
            return true;
          });
    }
    assertThat(held.tryLock()).isTrue();
    held.unlock();
  }
}
