package dev.baton.benchmarks.contestant;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.SimpleLock;
import net.javacrumbs.shedlock.provider.redis.spring.RedisLockProvider;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * ShedLock on Spring's connections. It does not wait, so it takes part only where nobody else asks.
 */
final class ShedLock implements Contestant {
  private static final Duration LEASE = Duration.ofSeconds(30);

  private final LettuceConnectionFactory connections;
  private final RedisLockProvider provider;

  ShedLock(Seat seat) {
    this.connections = SpringConnections.open(seat.uri());
    this.provider = new RedisLockProvider(connections);
  }

  @Override
  public LockHandle handle(String name) {
    return new LockHandle() {
      private @Nullable SimpleLock held;

      @Override
      public long acquire() {
        held =
            provider
                .lock(new LockConfiguration(Instant.now(), name, LEASE, Duration.ZERO))
                .orElseThrow();
        return NO_FENCE;
      }

      @Override
      public void release() {
        Objects.requireNonNull(held).unlock();
      }
    };
  }

  @Override
  public void close() {
    connections.destroy();
  }
}
