package dev.baton.internal.protocol;

import org.jspecify.annotations.Nullable;

/**
 * A process's turn with a lock, from a grant until it is given back: who of its threads have had it
 * so far, by the fences that they were given, and whether another may have it. Not thread-safe.
 */
public final class Turn {
  /** The fences set aside; null if there is one, for one holder, as of most grants. */
  private final @Nullable Fences several;

  private final long beganAt;
  private final boolean mayKeep;

  /** Whether anybody has had it. */
  private boolean held;

  /** How far it was passed; null while nobody but the first has had it, and no others want it. */
  private @Nullable Passing passing;

  /** The last fence given out, or the first if none was yet. */
  private long last;

  /**
   * The turn that a grant begins.
   *
   * @param grant the grant
   * @param mayKeep whether the process may keep the lock unused
   * @param othersWait whether another process is known to want it
   */
  public Turn(Grant grant, boolean mayKeep, boolean othersWait) {
    Fences fences = grant.fences();
    this.several = fences instanceof Fences.One ? null : fences;
    this.beganAt = grant.grantedAt();
    this.mayKeep = mayKeep;
    this.last = fences.first();
    if (grant.othersWait() || othersWait) {
      wanted();
    }
  }

  /**
   * The next holder's fence.
   *
   * @return larger by one than that of the one before, or the same if they share the lock
   */
  public long next() {
    last = coming();
    held = true;
    return last;
  }

  private long coming() {
    if (!held) {
      return last;
    }
    return several == null ? last + 1 : several.after(last);
  }

  /** The lock goes from one thread of the process to another. */
  public void pass() {
    passing = passing().passed();
  }

  /** Another process wants the lock. */
  public void wanted() {
    passing = passing().wanted();
  }

  /**
   * Whether another process is known to want the lock.
   *
   * @return false as long as nobody said so
   */
  public boolean othersWait() {
    return passing().othersWait();
  }

  /**
   * Whether another thread of the process may have the lock.
   *
   * @param tenure the time side of the hold
   * @param leaseMillis the lease that the other thread asked for, zero for ever
   * @param now the time
   * @return false if it is to be given back first
   */
  public boolean mayPass(Tenure tenure, long leaseMillis, long now) {
    boolean another = several == null ? !held : several.mayGive(coming(), now);
    return another && passing().allows(tenure, leaseMillis, now);
  }

  private Passing passing() {
    Passing now = passing;
    return now == null ? Passing.begin(beganAt, mayKeep) : now;
  }

  /**
   * When it began.
   *
   * @return when the lock was granted, at the earliest
   */
  public long beganAt() {
    return beganAt;
  }

  /**
   * Whether anybody has had it.
   *
   * @return false while no fence was given out
   */
  public boolean wasHeld() {
    return held;
  }

  /**
   * The last fence given out.
   *
   * @return the first one if none was yet
   */
  public long lastGiven() {
    return last;
  }

  /**
   * What a release reports, so that fences that were not needed are returned.
   *
   * @return the last fence given out, zero if no more than one was set aside
   */
  public long used() {
    return several == null || several.first() == several.last() ? 0 : last;
  }

  /**
   * What a log calls it by.
   *
   * @return the first fence
   */
  public long firstFence() {
    return several == null ? last : several.first();
  }
}
