package dev.baton;

import org.jspecify.annotations.Nullable;

/**
 * Work done while several locks are held.
 *
 * @param <T> what it returns
 * @param <X> what it may throw
 */
@FunctionalInterface
public interface MultiLeaseFunction<T extends @Nullable Object, X extends Exception> {

  /**
   * Does the work.
   *
   * @param leases the held locks: send the {@link Lease#fencingToken()} of each along with what is
   *     written under it
   * @return the result
   * @throws X if the work fails
   */
  T apply(MultiLease leases) throws X;
}
