package dev.baton;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * A lock, held until a deadline. Renewals move the deadline on ({@link LockOptions#autoRenew()}, on
 * by default); {@link #release()} or {@link #close()} ends it.
 *
 * <p>A lease belongs to whoever has the object: any thread, virtual thread or callback may renew or
 * release it.
 *
 * <p><strong>A lease is not a lock.</strong> A process that is paused past the deadline can act
 * after somebody else got the lock. Send {@link #fencingToken()} along with each write and let the
 * receiver refuse smaller ones than it has seen; then such a write does no harm.
 */
public interface Lease extends AutoCloseable {

  /**
   * The name of the lock.
   *
   * @return the name
   */
  String lockName();

  /**
   * The value that the lock's key has in Redis while this lease holds it. It names the process's
   * hold: those to whom a lock is passed within a process have it too, one after the other, and
   * nobody else, unless the caller chose it ({@link LockOptions#ownerToken()}).
   *
   * @return the owner token
   */
  String ownerToken();

  /**
   * A number larger than that of everybody who held this lock before. After the server has lost its
   * data, this lease may still look held here; its token is then smaller than the new holder's, so
   * a guard that has seen the new token refuses it. Those who {@linkplain DistributedReadWriteLock
   * read} together have the same one; those of {@linkplain DistributedSemaphore permits} rise, but
   * guard nothing.
   *
   * @return the fencing token, positive and at most 2<sup>53</sup>
   */
  long fencingToken();

  /**
   * Whether the lease is held now, by the local monotonic clock and all that is known. Costs
   * nothing and asks nobody; errs only towards "not held".
   *
   * @return false once it is released, lost, or past its deadline; then for good: a lease that was
   *     found past its deadline is lost
   */
  boolean isHeld();

  /**
   * The time until the deadline, by the local monotonic clock. Costs nothing and asks nobody.
   *
   * @return zero once the lease is not held; about 292 years for a lease that never expires
   */
  Duration remaining();

  /**
   * Does nothing if the lease {@linkplain #isHeld() is held}. Costs nothing and asks nobody.
   *
   * @throws LeaseLostException if it is not: the lock is not held, somebody else may hold it
   * @throws IllegalStateException if it was released
   */
  void ensureHeld();

  /**
   * Asks Redis to let the lease last for a further time from now; one round trip, blocking. The
   * deadline can come nearer by this as well as move away. Automatic renewals go on as before, with
   * the new duration.
   *
   * @param leaseDuration from 10 ms to 365 days
   * @throws LeaseLostException if the lock is not held any more
   * @throws BackendException if Redis did not confirm it: the lease is held until the earlier of
   *     the two deadlines. Thrown at once, and the lease is as it was, in a callback that runs on a
   *     thread of Baton's or the adapter's
   * @throws IllegalArgumentException if the duration is out of bounds; the lease is unchanged
   * @throws IllegalStateException if the lease was released
   */
  void renew(Duration leaseDuration);

  /**
   * Tells of the loss of the lease: completes when its deadline passes, at the latest, as soon as a
   * renewal or release finds the key deleted or overwritten, and at once when somebody {@linkplain
   * DistributedLock#release(String) releases the lock by its token}: who asks this the first time
   * has the client listen for that, on a connection that it opens without waiting. Never completes
   * for a lease that was released in time. Callbacks run on threads of Baton's own, up to 64 of a
   * client at once, and may block.
   *
   * @return completes with the reason; the same stage each time
   */
  CompletionStage<LossReason> lost();

  /**
   * Calls back when the lease is lost, as {@link #lost()} does; at once if it is lost already.
   *
   * @param action what to do; runs where callbacks of {@link #lost()} do, or on the caller's thread
   */
  void onLost(Consumer<? super LossReason> action);

  /**
   * Gives the lock back, or hands it to the next waiter: one round trip, blocking, or none if the
   * next is in this process or the lock is {@linkplain LockOptions#stickyFor() kept}. Releasing
   * again asks nobody and says the same as the first time.
   *
   * @return {@link ReleaseOutcome#RELEASED}, or {@link ReleaseOutcome#ALREADY_LOST} if the lock was
   *     not this lease's any more, in which case nothing was changed
   * @throws BackendException if Redis refused or did not answer. The lease counts as not held from
   *     then on. If the outcome is unknown, or the refusal one that passes, the release is sent in
   *     the background until it is done or the lease has ended by itself: of a lock that never
   *     expires for as long as the client is open. After any other refusal the lock stays until its
   *     lease ends. The message says which. Thrown too, after the release was sent, in a callback
   *     that runs on a thread of Baton's or the adapter's: it must not wait for the answer
   */
  ReleaseOutcome release();

  /**
   * Gives the lock back without blocking, otherwise as {@link #release()} does.
   *
   * @return completes with what the release found, or with a {@link BackendException}; callbacks
   *     run on a thread of the adapter, or on that of whoever releases, and must not block
   */
  CompletionStage<ReleaseOutcome> releaseAsync();

  /**
   * Releases the lease as {@link #release()} does, but throws nothing: a lease lost before is over
   * anyway, and a release that Redis did not answer, or refuses for now, is sent on in the
   * background. What {@code release()} would have thrown is logged. May be called anywhere: in a
   * callback on a thread of Baton's or the adapter's it does not wait for the answer.
   */
  @Override
  void close();
}
