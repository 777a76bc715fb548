package dev.baton.internal.runtime;

import dev.baton.DistributedLock;
import dev.baton.DistributedReadWriteLock;
import dev.baton.DistributedSemaphore;
import dev.baton.LockOptions;
import dev.baton.internal.lease.Permits;
import dev.baton.internal.lease.ReadWriteLocks;
import dev.baton.internal.lease.Sharing;
import dev.baton.internal.lease.ThreadViews;
import dev.baton.internal.link.LockServers;
import dev.baton.internal.script.Calls;
import dev.baton.internal.settings.LockSettings;
import dev.baton.internal.settings.LockSpec;

/** The locks of one client, by their names. */
final class NamedLocks {
  private final Cohorts cohorts;
  private final LockServers servers;
  private final Calls calls;
  private final String prefix;
  private final ThreadViews threads = new ThreadViews();

  /** Those that were used last: most clients have the same for all locks. */
  private volatile LockSettings latest;

  /**
   * None yet.
   *
   * @param prefix what all keys of the client begin with
   * @param first how its first locks are likely to be had
   */
  NamedLocks(Cohorts cohorts, LockServers servers, Calls calls, String prefix, LockOptions first) {
    this.cohorts = cohorts;
    this.servers = servers;
    this.calls = calls;
    this.prefix = prefix;
    this.latest = new LockSettings(prefix, calls, first, /* vote= */ false);
  }

  /** One that is had by one alone; perhaps for a vote of a quorum's. */
  DistributedLock lock(String name, LockOptions options, boolean vote) {
    return lock(spec(name, options, vote));
  }

  DistributedReadWriteLock readWriteLock(String name, LockOptions options) {
    Sharing.checkForReading(options);
    LockSpec spec = spec(name, options, /* vote= */ false);
    NamedLock readLock = lock(spec.forReading());
    return new ReadWriteLocks(readLock, lock(spec), readLock::downgrade);
  }

  DistributedSemaphore semaphore(String name, int permits, LockOptions options) {
    LockSpec spec = spec(name, options, /* vote= */ false);
    return new Permits(
        cohorts,
        name,
        permits,
        options,
        weight -> {
          NamedLock share = lock(spec.permits(weight, permits));
          return () -> share;
        });
  }

  private NamedLock lock(LockSpec spec) {
    return new NamedLock(cohorts, threads, spec);
  }

  private LockSpec spec(String name, LockOptions options, boolean vote) {
    return new LockSpec(servers, name, settings(options, vote));
  }

  private LockSettings settings(LockOptions options, boolean vote) {
    LockSettings known = latest;
    if (!known.areOf(options, vote)) {
      known = new LockSettings(prefix, calls, options, vote);
      latest = known;
    }
    return known;
  }

  /** How much is kept of the locks that threads have. */
  int size() {
    return threads.size();
  }
}
