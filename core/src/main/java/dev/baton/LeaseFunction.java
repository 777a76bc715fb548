package dev.baton;

import org.jspecify.annotations.Nullable;

/**
 * Work done while a lock is held.
 *
 * @param <T> what it returns
 * @param <X> what it may throw
 */
@FunctionalInterface
public interface LeaseFunction<T extends @Nullable Object, X extends Exception> {

  /**
   * Does the work.
   *
   * @param lease the held lock: send its {@link Lease#fencingToken()} along with what is written
   * @return the result
   * @throws X if the work fails
   */
  T apply(Lease lease) throws X;
}
