package dev.baton.shedlock;

import dev.baton.Lease;
import dev.baton.LeaseLostException;
import java.time.Duration;
import java.util.Optional;
import net.javacrumbs.shedlock.core.AbstractSimpleLock;
import net.javacrumbs.shedlock.core.ClockProvider;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.SimpleLock;
import net.javacrumbs.shedlock.support.LockException;

/** A lock of ShedLock's while it is held: a lease, and until when ShedLock wants it. */
final class LeasedLock extends AbstractSimpleLock {
  private final Lease lease;

  /** Whether this lock is one that was extended: the server does not know its least time. */
  private final boolean extended;

  LeasedLock(LockConfiguration configuration, Lease lease) {
    this(configuration, lease, false);
  }

  private LeasedLock(LockConfiguration configuration, Lease lease, boolean extended) {
    super(configuration);
    this.lease = lease;
    this.extended = extended;
  }

  @Override
  protected void doUnlock() {
    try {
      Duration rest = rest();
      if (extended && rest.toMillis() > 0) {
        lease.renew(BatonLockProvider.lease(rest));
      } else {
        lease.release();
      }
    } catch (LeaseLostException e) {
      // ShedLock has no word for it; Baton has logged it
    } catch (dev.baton.LockException e) {
      throw new LockException("cannot release the lock " + lockConfiguration.getName(), e);
    }
  }

  @Override
  protected Optional<SimpleLock> doExtend(LockConfiguration wanted) {
    try {
      if (!ClockProvider.now().isBefore(lockConfiguration.getLockAtMostUntil())) {
        lease.release(); // one of less than 10 ms has a longer lease than it was taken for
        return Optional.empty();
      }
      lease.renew(BatonLockProvider.lease(wanted.getLockAtMostFor()));
      return Optional.of(new LeasedLock(wanted, lease, true));
    } catch (LeaseLostException e) {
      return Optional.empty();
    } catch (dev.baton.LockException e) {
      throw new LockException("cannot extend the lock " + lockConfiguration.getName(), e);
    }
  }

  /** The time for which the lock is still to stay taken; negative if that is over. */
  private Duration rest() {
    return Duration.between(ClockProvider.now(), lockConfiguration.getLockAtLeastUntil());
  }
}
