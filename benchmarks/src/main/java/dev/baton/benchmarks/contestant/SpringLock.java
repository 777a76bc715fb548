package dev.baton.benchmarks.contestant;

import java.time.Duration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.integration.redis.util.RedisLockRegistry;
import org.springframework.integration.redis.util.RedisLockRegistry.RedisLockType;

/** Spring Integration's lock registry, with a lifetime of 30 s. */
final class SpringLock implements Contestant {
  private final LettuceConnectionFactory connections;
  private final RedisLockRegistry registry;

  private SpringLock(Seat seat, RedisLockType type) {
    this.connections = SpringConnections.open(seat.uri());
    this.registry = new RedisLockRegistry(connections, "bench", Duration.ofSeconds(30));
    registry.setRedisLockType(type);
  }

  static SpringLock pubSub(Seat seat) {
    return new SpringLock(seat, RedisLockType.PUB_SUB_LOCK);
  }

  static SpringLock spin(Seat seat) {
    return new SpringLock(seat, RedisLockType.SPIN_LOCK);
  }

  @Override
  public LockHandle handle(String name) {
    return new JavaLockHandle(registry.obtain(name));
  }

  @Override
  public void close() {
    registry.destroy();
    connections.destroy();
  }
}
