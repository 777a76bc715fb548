package dev.baton.internal.runtime;

import dev.baton.BackendException;
import dev.baton.BackendException.Outcome;
import dev.baton.LockTimeoutException;
import dev.baton.internal.lease.Faults;
import dev.baton.internal.script.OwnedValue;
import dev.baton.spi.BackendFault;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** Why somebody does not get a lock. */
sealed interface Refusal {

  /**
   * It is somebody else's, and the time to wait is over.
   *
   * @param holder whose, when last seen
   * @param silence why the server could not be asked lately, if so
   */
  record Busy(Optional<String> holder, Optional<BackendFault> silence) implements Refusal {}

  /**
   * Nobody is granted it for some time after a change of the primary, and the time to wait is over.
   *
   * @param nanos how long that lasts yet
   */
  record Quarantined(long nanos) implements Refusal {}

  /**
   * It was granted, but not enough replicas had that in the time to wait; it is given back.
   *
   * @param replicas how many told that they have it; empty if no answer came in that time
   * @param wanted how many were to have it
   * @param silence why they could not be asked lately, if so
   */
  record Unacknowledged(OptionalLong replicas, int wanted, Optional<BackendFault> silence)
      implements Refusal {

    /** For those who wait only for as long as it takes to ask. */
    BackendException exception(String lock) {
      return new BackendException(
          lock, Outcome.NOT_DONE, "lock \"" + lock + "\" is not held: " + this, null);
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
  record Failed(BackendFault fault) implements Refusal {}

  /**
   * The key holds data that is not a lock.
   *
   * @param type its type in Redis
   */
  record NotALock(String type) implements Refusal {}

  /**
   * It cannot be waited for any longer here.
   *
   * @param why to be thrown
   */
  record Broken(RuntimeException why) implements Refusal {}

  /** The client is closed. */
  record Closed() implements Refusal {}

  /** Whoever waited has left. */
  record Left() implements Refusal {}

  /** Whether somebody else has the lock, and that is all there is to it. */
  default boolean isBusy() {
    return this instanceof Quarantined || (this instanceof Busy busy && busy.silence().isEmpty());
  }

  /**
   * What to throw.
   *
   * @param lockName the lock
   * @param waitedNanos for how long it was waited for
   */
  default RuntimeException exception(String lockName, long waitedNanos) {
    if (this instanceof Failed failed) {
      return Faults.translate(lockName, failed.fault());
    }
    if (this instanceof NotALock other) {
      return Faults.notALock(lockName, other.type());
    }
    if (this instanceof Closed) {
      return Faults.closed(); // one for each: its stack is that of whoever is told
    }
    if (this instanceof Broken broken) {
      return broken.why();
    }
    if (this instanceof Unacknowledged unacknowledged && waitedNanos == 0) {
      return unacknowledged.exception(lockName);
    }
    Duration waited = Duration.ofMillis(TimeUnit.NANOSECONDS.toMillis(waitedNanos));
    Busy busy = this instanceof Busy b ? b : new Busy(Optional.empty(), Optional.empty());
    if (busy.silence().isPresent()) {
      BackendException silence = Faults.translate(lockName, busy.silence().get());
      return new BackendException(
          lockName,
          silence.outcome(),
          "the wait of " + waited + " ended with the server out of reach: " + silence.getMessage(),
          silence.getCause());
    }
    return new LockTimeoutException(
        lockName,
        "lock \""
            + lockName
            + "\" did not come free within "
            + waited
            + busy.holder().map(holder -> "; held by " + named(holder)).orElse("")
            + more());
  }

  private String more() {
    if (this instanceof Quarantined quarantined) {
      return "; in quarantine after a change of primary, for "
          + TimeUnit.NANOSECONDS.toMillis(quarantined.nanos())
          + " ms more";
    }
    return this instanceof Unacknowledged ? "; " + this : "";
  }

  /** Who has it, for one line of a log; a value that somebody chose can be a secret. */
  private static String named(String holder) {
    return OwnedValue.isMadeByBaton(holder)
        ? holder
        : "a token of somebody's choice, which inspect() shows";
  }
}
