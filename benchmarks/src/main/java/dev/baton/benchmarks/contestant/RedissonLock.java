package dev.baton.benchmarks.contestant;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RPermitExpirableSemaphore;
import org.redisson.api.RReadWriteLock;
import org.redisson.api.RSemaphore;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

/** Redisson with its defaults: a lease of 30 s that its watchdog renews. */
final class RedissonLock implements Contestant, ManyReaders {
  /** Redisson tells readers apart by the numbers of threads: these are none's. */
  private static final long NO_THREAD = 1L << 32;

  private static final long LEASE_SECONDS = 30;

  /** Names whose number of permits was set: once, before anything is measured. */
  private final ConcurrentHashMap<String, Boolean> prepared = new ConcurrentHashMap<>();

  private final RedissonClient client;
  private final Kind kind;
  private final Mode mode;

  RedissonLock(Seat seat, Kind kind) {
    Config config = new Config();
    config.useSingleServer().setAddress(seat.uri());
    this.client = Redisson.create(config);
    this.kind = kind;
    this.mode = seat.mode();
  }

  /** Which of its locks. */
  enum Kind {
    PLAIN,
    FAIR,
    SPIN,
    READ_WRITE,
    /** Permits that end after 30 s, and that nobody renews. */
    EXPIRING_PERMITS,
    /** Permits that are gone with a process that dies. */
    PERMITS
  }

  @Override
  public LockHandle handle(String name) {
    return switch (kind) {
      case PLAIN -> new JavaLockHandle(client.getLock(name));
      case FAIR -> new JavaLockHandle(client.getFairLock(name));
      case SPIN -> new JavaLockHandle(client.getSpinLock(name));
      case READ_WRITE -> {
        RReadWriteLock both = client.getReadWriteLock(name);
        yield Mixture.of(
            new JavaLockHandle(both.readLock()), new JavaLockHandle(both.writeLock()), mode);
      }
      case EXPIRING_PERMITS -> expiringPermits(client.getPermitExpirableSemaphore(name));
      case PERMITS -> permits(client.getSemaphore(name));
    };
  }

  private LockHandle expiringPermits(RPermitExpirableSemaphore permits) {
    prepared.computeIfAbsent(permits.getName(), any -> permits.trySetPermits(mode.part().room()));
    return new LockHandle() {
      private @Nullable String permit;

      @Override
      public long acquire() throws InterruptedException {
        permit = permits.acquire(LEASE_SECONDS, TimeUnit.SECONDS);
        return NO_FENCE;
      }

      @Override
      public void release() {
        permits.release(permit);
      }
    };
  }

  private LockHandle permits(RSemaphore permits) {
    prepared.computeIfAbsent(permits.getName(), any -> permits.trySetPermits(mode.part().room()));
    return new LockHandle() {
      @Override
      public long acquire() throws InterruptedException {
        permits.acquire();
        return NO_FENCE;
      }

      @Override
      public void release() {
        permits.release();
      }
    };
  }

  @Override
  public CompletionStage<Void> read(String name, int reader) {
    return client
        .getReadWriteLock(name)
        .readLock()
        .lockAsync(LONG.toMillis(), TimeUnit.MILLISECONDS, NO_THREAD + reader);
  }

  @Override
  public void close() {
    client.shutdown();
  }
}
