package dev.baton.internal.protocol;

import java.util.concurrent.TimeUnit;

/**
 * How far a process passes a lock among its own threads before it is another process's turn: lock
 * cohorting (Dice, Marathe and Shavit, PPoPP 2012). A value; each pass gives a new one.
 *
 * @param beganAt when the process was granted the lock
 * @param passes how often it has passed the lock since then
 * @param othersWait whether other processes are known to wait
 * @param mayKeep whether the process may keep the lock unused: others then tell it when they come
 *     to wait, so that there is no hurry before that
 */
public record Passing(long beganAt, long passes, boolean othersWait, boolean mayKeep) {
  /** The most that hold it in a row while other processes wait. */
  public static final long MOST_WITH_OTHERS = 32;

  /** The most that hold it in a row while none is known to wait. */
  public static final long MOST_ALONE = 256;

  /** The most that hold it in a row while it is kept. */
  public static final long MOST_KEPT = 65_536;

  private static final long LONGEST_WITH_OTHERS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long LONGEST_ALONE = TimeUnit.MILLISECONDS.toNanos(100);

  /** A lease is to reach its holder with nine tenths of its time, however short it is. */
  private static final long PARTS_OF_A_LEASE = 10;

  /**
   * The turn that a grant begins.
   *
   * @param grantedAt when it was made
   * @param mayKeep whether the process may keep the lock until others want it
   * @return the turn, while no others are known to wait
   */
  public static Passing begin(long grantedAt, boolean mayKeep) {
    return new Passing(grantedAt, 0, /* othersWait= */ false, mayKeep);
  }

  /**
   * Whether the lock may go to another thread of this process.
   *
   * @param tenure the time side of its hold
   * @param leaseMillis the lease that the other thread asked for, zero for ever
   * @param now the time
   * @return false if it is to be given back first
   */
  public boolean allows(Tenure tenure, long leaseMillis, long now) {
    if (tenure.leaseMillis() != leaseMillis || passes + 1 >= most()) {
      return false;
    }
    if (mayKeep && !othersWait) {
      return tenure.hasTimeForNext(now);
    }
    long longest = othersWait ? LONGEST_WITH_OTHERS : LONGEST_ALONE;
    if (!tenure.endless()) {
      longest = Math.min(longest, TimeUnit.MILLISECONDS.toNanos(leaseMillis) / PARTS_OF_A_LEASE);
    }
    return now - beganAt < longest && tenure.hasTimeForNext(now);
  }

  private long most() {
    if (othersWait) {
      return MOST_WITH_OTHERS;
    }
    return mayKeep ? MOST_KEPT : MOST_ALONE;
  }

  /**
   * The lock went to another thread of this process.
   *
   * @return the turn as it is then
   */
  public Passing passed() {
    return new Passing(beganAt, passes + 1, othersWait, mayKeep);
  }

  /**
   * Another process wants the lock.
   *
   * @return the turn as it is then
   */
  public Passing wanted() {
    return new Passing(beganAt, passes, true, mayKeep);
  }
}
