package dev.baton.internal.renew;

import dev.baton.internal.monitor.Monitor;
import dev.baton.internal.time.MonotonicClock;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.ServerError;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a client says in the log of renewals that fail: one line when it begins, one for each
 * further reason, and one with the counts when none is missing any more. Not one for each lease.
 */
final class Complaints {
  private static final System.Logger LOG = System.getLogger(Complaints.class.getName());

  private final MonotonicClock clock;
  private final Monitor monitor;

  /** Guards what follows; held for a few steps only, never while anything is written. */
  private final ReentrantLock guard = new ReentrantLock();

  private final Set<Renewable> missing = new HashSet<>();
  private final Set<String> reasons = new HashSet<>();
  private long since;
  private long renewals;
  private long locks;

  Complaints(MonotonicClock clock, Monitor monitor) {
    this.monitor = monitor;
    this.clock = clock;
  }

  /** A renewal failed; it is tried again. */
  void unanswered(Renewable hold, Throwable why) {
    boolean begins;
    boolean another;
    boolean first;
    guard.lock();
    try {
      if (hold.ended()) {
        return;
      }
      begins = missing.isEmpty();
      if (begins) {
        since = clock.nanoTime();
        renewals = 0;
        locks = 0;
        reasons.clear();
      }
      renewals++;
      first = missing.add(hold);
      locks += first ? 1 : 0;
      another = reasons.add(kind(why));
    } finally {
      guard.unlock();
    }
    if (first) {
      monitor.renewalUnanswered(hold.lockName());
    }
    if (begins || another) {
      LOG.log(
          System.Logger.Level.WARNING,
          () ->
              "renewals are not answered, of "
                  + hold
                  + " first; trying again, and saying when it is over: "
                  + why);
    }
  }

  /** A lease was renewed. */
  void answered(Renewable hold) {
    if (over(hold)) {
      monitor.renewalAnswered(hold.lockName());
    }
  }

  /** A lease was renewed, or is over; returns whether a renewal was missing. */
  boolean over(Renewable hold) {
    String counts;
    guard.lock();
    try {
      if (!missing.remove(hold)) {
        return false;
      }
      if (!missing.isEmpty()) {
        return true;
      }
      long seconds = TimeUnit.NANOSECONDS.toSeconds(clock.nanoTime() - since);
      counts = renewals + " renewals of " + locks + " locks had failed in " + seconds + " s";
    } finally {
      guard.unlock();
    }
    LOG.log(
        System.Logger.Level.INFO,
        () -> "renewals are answered again, or their leases are over; " + counts);
    return true;
  }

  /** What is the same for all that suffer from it: messages name places and commands. */
  private static String kind(Throwable why) {
    return why instanceof ServerError refused
        ? refused.code()
        : why instanceof ConnectionFault ? "connection" : why.getClass().getName();
  }
}
