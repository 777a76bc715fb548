package dev.baton.shedlock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.LockClient;
import dev.baton.testing.backend.Adapter;
import dev.baton.testing.server.RedisServer;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.SimpleLock;
import net.javacrumbs.shedlock.provider.redis.spring.RedisLockProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Nodes with ShedLock's own provider for Redis and nodes with Baton's, on the same keys. */
class RollingUpdateTest {
  private static final Duration LONG = Duration.ofMinutes(10);

  private static LettuceConnectionFactory connections;

  private final String name = UUID.randomUUID().toString();

  @BeforeAll
  static void connect() {
    URI server = URI.create(RedisServer.shared().uri());
    connections =
        new LettuceConnectionFactory(
            new RedisStandaloneConfiguration(server.getHost(), server.getPort()));
    connections.afterPropertiesSet();
    connections.start();
  }

  @AfterAll
  static void disconnect() {
    connections.destroy();
  }

  @ParameterizedTest
  @EnumSource
  void lock_heldByAnOldNode_isBusyHereUntilItIsUnlockedThere(Adapter adapter) {
    try (LockClient client = adapter.connect(RedisServer.shared().patientUri())) {
      excludes(new RedisLockProvider(connections), new BatonLockProvider(client));
    }
  }

  @ParameterizedTest
  @EnumSource
  void lock_heldHere_isBusyForAnOldNodeUntilItIsUnlockedHere(Adapter adapter) {
    try (LockClient client = adapter.connect(RedisServer.shared().patientUri())) {
      excludes(new BatonLockProvider(client), new RedisLockProvider(connections));
    }
  }

  @ParameterizedTest
  @EnumSource
  void lock_ofAnEnvironmentAndAPrefix_isTheSameThereAndHere(Adapter adapter) {
    try (LockClient client = adapter.connect(RedisServer.shared().patientUri())) {
      LockProvider old = new RedisLockProvider(connections, "blue", "jobs");
      LockProvider ours = new BatonLockProvider(client, "blue", "jobs");
      excludes(old, ours);
      excludes(ours, old);

      SimpleLock held = lock(ours).orElseThrow();
      SimpleLock another = lock(new BatonLockProvider(client, "green", "jobs")).orElseThrow();
      another.unlock();
      held.unlock();
    }
  }

  @ParameterizedTest
  @EnumSource
  void lock_toBeHeldAtLeastForAWhile_staysBusyForTheOthersOnceItIsUnlocked(Adapter adapter) {
    try (LockClient client = adapter.connect(RedisServer.shared().patientUri())) {
      LockProvider old = new RedisLockProvider(connections);
      LockProvider ours = new BatonLockProvider(client);
      lockAtLeast(ours, name + "-here").unlock();
      lockAtLeast(old, name + "-there").unlock();

      assertThat(old.lock(configuration(name + "-here", Duration.ZERO))).isEmpty();
      assertThat(ours.lock(configuration(name + "-here", Duration.ZERO))).isEmpty();
      assertThat(ours.lock(configuration(name + "-there", Duration.ZERO))).isEmpty();
    }
  }

  private void excludes(LockProvider first, LockProvider second) {
    SimpleLock held = lock(first).orElseThrow();
    assertThat(lock(second)).isEmpty();
    SimpleLock extended = held.extend(LONG, Duration.ZERO).orElseThrow();
    assertThat(lock(second)).isEmpty();
    extended.unlock();
    Optional<SimpleLock> next = lock(second);
    assertThat(next).isPresent();
    assertThat(lock(first)).isEmpty();
    next.get().unlock();
  }

  private Optional<SimpleLock> lock(LockProvider provider) {
    return provider.lock(configuration(name, Duration.ZERO));
  }

  private static SimpleLock lockAtLeast(LockProvider provider, String name) {
    return provider.lock(configuration(name, Duration.ofMinutes(5))).orElseThrow();
  }

  private static LockConfiguration configuration(String name, Duration atLeast) {
    return new LockConfiguration(Instant.now(), name, LONG, atLeast);
  }
}
