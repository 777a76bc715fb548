package dev.baton.benchmarks.contestant;

import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

/** Redisson with its defaults: a lease of 30 s that its watchdog renews. */
final class RedissonLock implements Contestant {
  private final RedissonClient client;
  private final Kind kind;

  RedissonLock(Seat seat, Kind kind) {
    Config config = new Config();
    config.useSingleServer().setAddress(seat.uri());
    this.client = Redisson.create(config);
    this.kind = kind;
  }

  /** Which of its locks. */
  enum Kind {
    PLAIN,
    FAIR,
    SPIN
  }

  @Override
  public LockHandle handle(String name) {
    return new JavaLockHandle(
        switch (kind) {
          case PLAIN -> client.getLock(name);
          case FAIR -> client.getFairLock(name);
          case SPIN -> client.getSpinLock(name);
        });
  }

  @Override
  public void close() {
    client.shutdown();
  }
}
