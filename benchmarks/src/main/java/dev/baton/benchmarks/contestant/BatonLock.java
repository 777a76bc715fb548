package dev.baton.benchmarks.contestant;

import dev.baton.DistributedLock;
import dev.baton.DistributedReadWriteLock;
import dev.baton.DistributedSemaphore;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.jedis.JedisConnector;
import dev.baton.lettuce.LettuceConnector;
import dev.baton.spi.Connector;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Baton, with connections of its own. */
public final class BatonLock implements Contestant, ManyReaders {
  private final Function<String, Connector> adapter;
  private final Seat seat;
  private final LockClient client;
  private final Mode mode;

  private BatonLock(Function<String, Connector> adapter, Seat seat) {
    this.adapter = adapter;
    this.seat = seat;
    this.client = LockClient.builder(adapter.apply(seat.uri())).build();
    this.mode = seat.mode();
  }

  static BatonLock onJedis(Seat seat) {
    return new BatonLock(JedisConnector::of, seat);
  }

  static BatonLock onLettuce(Seat seat) {
    return new BatonLock(LettuceConnector::of, seat);
  }

  /** Baton's own lock, for what only Baton can do. */
  public DistributedLock lock(String name) {
    return client.lock(name, mode.options());
  }

  /** Baton's own lock, held otherwise. */
  public DistributedLock lock(String name, LockOptions other) {
    return client.lock(name, other);
  }

  /** Another client of the same kind. */
  public BatonLock another() {
    return new BatonLock(adapter, seat);
  }

  /** So many permits, of which each is held by itself. */
  public DistributedSemaphore permits(String name, int permits, LockOptions other) {
    return client.semaphore(name, permits, other);
  }

  /** Baton's own lock for reading, held otherwise. */
  public DistributedLock readLock(String name, LockOptions other) {
    return client.readWriteLock(name, other).readLock();
  }

  /** Baton's own lock for reading. */
  public DistributedLock readLock(String name) {
    return client.readWriteLock(name, mode.options()).readLock();
  }

  @Override
  public LockHandle handle(String name) {
    return switch (mode.part()) {
      case WHOLE -> new LeaseHandle(lock(name), true);
      case READ_OR_WRITE -> {
        DistributedReadWriteLock both = client.readWriteLock(name, mode.options());
        yield Mixture.of(
            new LeaseHandle(both.readLock(), true), new LeaseHandle(both.writeLock(), true), mode);
      }
      case PERMIT ->
          new LeaseHandle(client.semaphore(name, mode.part().room(), mode.options()), false);
    };
  }

  @Override
  public CompletionStage<Lease> read(String name, int reader) {
    // A lease that is not renewed is never shared among the readers of a client.
    LockOptions alone = LockOptions.defaults().leaseDuration(LONG).autoRenew(false);
    return client.readWriteLock(name, alone).readLock().acquireAsync();
  }

  @Override
  public void close() {
    client.close();
  }
}
