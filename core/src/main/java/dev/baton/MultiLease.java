package dev.baton;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Several locks that are held together: a {@link Lease} for each, with a fencing token of its own.
 * Each is renewed and can be lost by itself; when one is, the others stay held until they are
 * released.
 *
 * <p>It belongs to whoever has the object, as each of the leases does: any thread may use it.
 */
public interface MultiLease extends AutoCloseable {

  /**
   * The leases, in the order of the {@linkplain MultiLock#names() names}.
   *
   * @return the leases, unmodifiable
   */
  List<Lease> leases();

  /**
   * The lease on one of the locks. Costs nothing.
   *
   * @param name the lock's name
   * @return its lease
   * @throws IllegalArgumentException if it is none of these locks
   */
  Lease of(String name);

  /**
   * Whether all leases are held now, see {@link Lease#isHeld()}. Costs nothing and asks nobody.
   *
   * @return false once any of them is released, lost, or past its deadline
   */
  boolean isHeld();

  /**
   * The time until the first of the leases' deadlines. Costs nothing and asks nobody.
   *
   * @return zero once one of them is not held
   */
  Duration remaining();

  /**
   * Does nothing if all leases {@linkplain #isHeld() are held}. Costs nothing and asks nobody.
   *
   * @throws LeaseLostException if one is lost; it names the first in order that is. Somebody else
   *     may hold that lock; the others are held until they are released or lost
   * @throws IllegalStateException if one was released
   */
  void ensureHeld();

  /**
   * Tells of the first loss of any of the leases, as {@link Lease#lost()} does of one. The others
   * stay held. Never completes if all are released in time. Callbacks run where those of {@link
   * Lease#lost()} do, and may block.
   *
   * @return completes with the lock's name and the reason; the same stage each time
   */
  CompletionStage<Loss> lost();

  /**
   * Calls back when the first of the leases is lost, as {@link #lost()} does; at once if one is
   * lost already.
   *
   * @param action what to do; runs where callbacks of {@link #lost()} do, or on the caller's thread
   */
  void onLost(Consumer<? super Loss> action);

  /**
   * Gives all locks back, all at once: one round trip, blocking. Each is released whatever becomes
   * of the others. Releasing again asks nobody and says the same as the first time.
   *
   * @return {@link ReleaseOutcome#RELEASED} if all were held until now, or {@link
   *     ReleaseOutcome#ALREADY_LOST} if one was not; {@link Lease#releaseAsync()} of each says
   *     which
   * @throws BackendException if Redis refused or did not answer for one at least, after all were
   *     answered or given up. It names the first in order; what is true of each lock then is said
   *     at {@link Lease#release()}. Thrown too, after all releases were sent, in a callback that
   *     runs on a thread of Baton's or the adapter's: it must not wait for the answers
   */
  ReleaseOutcome release();

  /**
   * Gives all locks back without blocking, otherwise as {@link #release()} does.
   *
   * @return completes with what the releases found, or with a {@link BackendException}, once all
   *     are answered or given up; callbacks run on a thread of the adapter, or on that of whoever
   *     releases, and must not block
   */
  CompletionStage<ReleaseOutcome> releaseAsync();

  /**
   * Releases all as {@link #release()} does, but throws nothing, as {@link Lease#close()} does. May
   * be called anywhere: in a callback on a thread of Baton's or the adapter's it does not wait for
   * the answers.
   */
  @Override
  void close();

  /**
   * The loss of one of several locks.
   *
   * @param lockName which
   * @param reason how it was lost
   */
  record Loss(String lockName, LossReason reason) {}
}
