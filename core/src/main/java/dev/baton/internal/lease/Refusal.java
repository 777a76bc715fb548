package dev.baton.internal.lease;

import dev.baton.BackendException;
import dev.baton.BackendException.Outcome;
import dev.baton.LockTimeoutException;
import dev.baton.internal.protocol.Limits;
import dev.baton.internal.script.OwnedValue;
import dev.baton.spi.BackendFault;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** Why somebody does not get a lock. */
public sealed interface Refusal {

  /**
   * What to throw.
   *
   * @param lockName the lock
   * @param waitedNanos for how long it was waited for
   */
  RuntimeException exception(String lockName, long waitedNanos);

  /** Whether somebody else has the lock, and that is all there is to it. */
  default boolean isBusy() {
    return false;
  }

  /**
   * It is somebody else's, and the time to wait is over.
   *
   * @param holder whose, when last seen
   * @param here whether that is this client
   * @param silence why the server could not be asked lately, if so
   */
  record Busy(Optional<String> holder, boolean here, Optional<BackendFault> silence)
      implements Refusal {
    @Override
    public boolean isBusy() {
      return silence.isEmpty();
    }

    @Override
    public RuntimeException exception(String lockName, long waitedNanos) {
      return silence.isPresent()
          ? outOfReach(lockName, waitedNanos, silence.get())
          : timedOut(
              lockName, waitedNanos, holder.map(who -> "; held by " + whose(who)).orElse(""));
    }

    private static BackendException outOfReach(
        String lockName, long waitedNanos, BackendFault silence) {
      BackendException last = Faults.translate(lockName, silence);
      return new BackendException(
          lockName,
          last.outcome(),
          "the wait of "
              + Limits.text(waitedNanos)
              + " ended with the server out of reach: "
              + last.getMessage(),
          last.getCause());
    }

    /** Who has it, for one line of a log; a value that somebody chose can be a secret. */
    private String whose(String holder) {
      if (here) {
        return "this client; a lease belongs to no thread and is not reentrant: see asJavaLock()";
      }
      return OwnedValue.isMadeByBaton(holder)
          ? OwnedValue.owner(holder)
          : "a token of somebody's choice, which inspect() shows";
    }
  }

  /**
   * Nobody is granted it for some time after a change of the primary, and the time to wait is over.
   *
   * @param nanos how long that lasts yet
   */
  record Quarantined(long nanos) implements Refusal {
    @Override
    public boolean isBusy() {
      return true;
    }

    @Override
    public RuntimeException exception(String lockName, long waitedNanos) {
      return timedOut(
          lockName,
          waitedNanos,
          "; in quarantine after a change of primary, for "
              + TimeUnit.NANOSECONDS.toMillis(nanos)
              + " ms more");
    }
  }

  /**
   * It was granted, but not enough replicas had that in the time to wait; it is given back.
   *
   * @param replicas how many told that they have it; empty if no answer came in that time
   * @param wanted how many were to have it
   * @param silence why they could not be asked lately, if so
   */
  record Unacknowledged(OptionalLong replicas, int wanted, Optional<BackendFault> silence)
      implements Refusal {
    @Override
    public RuntimeException exception(String lockName, long waitedNanos) {
      return waitedNanos == 0 ? exception(lockName) : timedOut(lockName, waitedNanos, "; " + this);
    }

    /** For those who wait only for as long as it takes to ask. */
    public BackendException exception(String lockName) {
      return new BackendException(
          lockName, Outcome.NOT_DONE, "lock \"" + lockName + "\" is not held: " + this, null);
    }

    @Override
    public String toString() {
      return (replicas.isPresent() ? "" + replicas.getAsLong() : "it is not known how many")
          + " of "
          + wanted
          + (wanted == 1 ? " replica" : " replicas")
          + " acknowledged the grant, which was given back"
          + silence.map(fault -> "; last fault: " + fault.getMessage()).orElse("");
    }
  }

  /**
   * The server refused or did not answer.
   *
   * @param fault what it said
   */
  record Failed(BackendFault fault) implements Refusal {
    @Override
    public RuntimeException exception(String lockName, long waitedNanos) {
      return Faults.translate(lockName, fault);
    }
  }

  /**
   * The key holds data that is not a lock.
   *
   * @param type its type in Redis
   */
  record NotALock(String type) implements Refusal {
    @Override
    public RuntimeException exception(String lockName, long waitedNanos) {
      return Faults.notALock(lockName, type);
    }
  }

  /**
   * It cannot be waited for any longer here.
   *
   * @param why to be thrown
   */
  record Broken(RuntimeException why) implements Refusal {
    @Override
    public RuntimeException exception(String lockName, long waitedNanos) {
      return why;
    }
  }

  /** The client is closed. */
  record Closed() implements Refusal {
    @Override
    public RuntimeException exception(String lockName, long waitedNanos) {
      return Faults.closed(); // one for each: its stack is that of whoever is told
    }
  }

  /** Whoever waited has left. */
  record Left() implements Refusal {
    @Override
    public RuntimeException exception(String lockName, long waitedNanos) {
      return timedOut(lockName, waitedNanos, "");
    }
  }

  private static LockTimeoutException timedOut(String lockName, long waitedNanos, String more) {
    return new LockTimeoutException(
        lockName,
        "lock \"" + lockName + "\" did not come free within " + Limits.text(waitedNanos) + more);
  }
}
