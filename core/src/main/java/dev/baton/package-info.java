/**
 * Locks on Redis and Valkey. Start at {@link dev.baton.LockClient}: it connects and names locks; a
 * {@link dev.baton.DistributedLock} is taken and gives a {@link dev.baton.Lease}; a lease lasts
 * until it is released, or until a deadline that renewals move on.
 *
 * <p>{@link dev.baton.LockOptions} says how a lock is held. What goes wrong is a {@link
 * dev.baton.LockException}: {@link dev.baton.LockTimeoutException} (not held), {@link
 * dev.baton.LeaseLostException} (no longer held), {@link dev.baton.BackendException} (Redis refused
 * or fell silent). {@link dev.baton.RedisLocks} has the four plain functions for people who want
 * just those.
 *
 * <p>Nothing here may be null unless it says so, and everything may be used from any thread.
 */
@NullMarked
package dev.baton;

import org.jspecify.annotations.NullMarked;
