package dev.baton.benchmarks.contestant;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.ReleaseOutcome;
import dev.baton.jedis.JedisConnector;
import dev.baton.lettuce.LettuceConnector;
import dev.baton.spi.Connector;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Baton, with connections of its own. */
public final class BatonLock implements Contestant {
  private final LockClient client;
  private final LockOptions options;

  private BatonLock(Connector connector, Seat seat) {
    this.client = LockClient.builder(connector).build();
    this.options = seat.mode().options();
  }

  static BatonLock onJedis(Seat seat) {
    return new BatonLock(JedisConnector.of(seat.uri()), seat);
  }

  static BatonLock onLettuce(Seat seat) {
    return new BatonLock(LettuceConnector.of(seat.uri()), seat);
  }

  /** Baton's own lock, for what only Baton can do. */
  public DistributedLock lock(String name) {
    return client.lock(name, options);
  }

  /** Baton's own lock, held otherwise. */
  public DistributedLock lock(String name, LockOptions other) {
    return client.lock(name, other);
  }

  @Override
  public LockHandle handle(String name) {
    DistributedLock lock = lock(name);
    return new LockHandle() {
      private @Nullable Lease lease;

      @Override
      public long acquire() throws InterruptedException {
        Lease granted = lock.acquire();
        lease = granted;
        return granted.fencingToken();
      }

      @Override
      public void release() {
        ReleaseOutcome outcome = Objects.requireNonNull(lease).release();
        if (outcome != ReleaseOutcome.RELEASED) {
          throw new IllegalStateException("the lock was lost while it was held: " + outcome);
        }
      }
    };
  }

  @Override
  public void close() {
    client.close();
  }
}
