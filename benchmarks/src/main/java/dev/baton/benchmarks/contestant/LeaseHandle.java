package dev.baton.benchmarks.contestant;

import dev.baton.Acquirable;
import dev.baton.Lease;
import dev.baton.ReleaseOutcome;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whatever Baton holds by a lease. */
final class LeaseHandle implements LockHandle {
  private final Acquirable lock;
  private final boolean fenced;
  private @Nullable Lease lease;

  /**
   * A handle without a lease.
   *
   * @param lock what to acquire
   * @param fenced whether its fences rise from one holder to the next; those of permits do not
   */
  LeaseHandle(Acquirable lock, boolean fenced) {
    this.lock = lock;
    this.fenced = fenced;
  }

  @Override
  public long acquire() throws InterruptedException {
    Lease granted = lock.acquire();
    lease = granted;
    return fenced ? granted.fencingToken() : NO_FENCE;
  }

  @Override
  public void release() {
    ReleaseOutcome outcome = Objects.requireNonNull(lease).release();
    if (outcome != ReleaseOutcome.RELEASED) {
      throw new IllegalStateException("the lock was lost while it was held: " + outcome);
    }
  }
}
