package dev.baton.internal.lease;

import dev.baton.Lease;
import dev.baton.LeaseFunction;
import org.jspecify.annotations.Nullable;

/** A lease that tells, once it is over, whether it was lost. */
public interface CheckedLease extends Lease {

  /**
   * Does nothing unless the lease is known to be lost.
   *
   * @throws dev.baton.LeaseLostException if it is
   */
  void throwIfLost();

  /**
   * From now on nobody but this owner releases it: once that is gone, it is not renewed any more.
   *
   * @param only who does
   */
  void ownedBy(Owner only);

  /**
   * Nobody will use this object again: the lock is released by its token, or expires. The client
   * keeps nothing of it from now on, does not renew it and tells nobody of its loss.
   */
  void detach();

  /**
   * Does some work under a lease and releases it.
   *
   * @param lease held
   * @param work what to do
   * @return what the work returned
   * @throws dev.baton.LeaseLostException if the lease was lost and the work did not throw
   */
  static <T extends @Nullable Object, X extends Exception> T during(
      CheckedLease lease, LeaseFunction<? extends T, ? extends X> work) throws X {
    T result;
    try (lease) {
      result = work.apply(lease);
    }
    lease.throwIfLost();
    return result;
  }
}
