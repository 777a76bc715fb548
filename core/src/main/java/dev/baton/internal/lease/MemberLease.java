package dev.baton.internal.lease;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** A lease on one server: what a quorum and an election do with it besides what callers may. */
public interface MemberLease extends CheckedLease {

  /**
   * Has the server remember that a fence was given out that may be larger than this lease's own, so
   * that all later ones are larger still. One round trip, without blocking; none if its own is as
   * large.
   *
   * @param given the fence
   * @return completes with whether the server remembers it and the lease is held, or with a {@link
   *     dev.baton.BackendException}
   */
  CompletionStage<Boolean> raise(long given);

  /**
   * Renews the lease without blocking, otherwise as {@link #renew} does.
   *
   * @param leaseDuration from 10 ms to 365 days
   * @return completes with nothing, or with what {@link #renew} throws
   */
  CompletionStage<Void> renewAsync(Duration leaseDuration);
}
