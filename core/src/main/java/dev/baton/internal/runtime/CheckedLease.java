package dev.baton.internal.runtime;

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
