package dev.baton.internal.lease;

import dev.baton.BackendException;
import dev.baton.BackendException.Outcome;
import dev.baton.LockException;
import dev.baton.internal.protocol.Transience;
import dev.baton.internal.script.ServerRefusal;
import dev.baton.spi.BackendFault;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.ServerError;

/** Turns what an adapter reports into what a caller can act on. */
public final class Faults {
  /** What becomes of a lock that could not be given back. */
  public static final String STAYS =
      "a lock stays until its lease ends, for ever if it never expires";

  private Faults() {}

  /** The connection could not be opened. */
  public static BackendException connecting(String target, BackendFault fault) {
    BackendException refused = translate("", fault);
    return new BackendException(
        "", Outcome.NOT_DONE, "no connection to " + target + ": " + refused.getMessage(), fault);
  }

  /** The key holds data that is not a lock. */
  public static LockException notALock(String lockName, String type) {
    return new LockException(
        lockName,
        "\""
            + lockName
            + "\" is not a lock: its key holds data of type "
            + type
            + ", which stays as it is. Choose another name for the lock",
        null);
  }

  /** The client is closed. */
  public static IllegalStateException closed() {
    return new IllegalStateException("the lock client is closed; the lock is not held");
  }

  /** The calling thread is one that must not wait, so nothing was sent. */
  public static BackendException mustNotWait(String lockName) {
    return new BackendException(
        lockName,
        Outcome.NOT_DONE,
        about(lockName)
            + "nothing was asked of the server, for this callback runs on the thread that brings the"
            + " answers: call acquireAsync(), renewAsync() or releaseAsync() here, or run the callback"
            + " on a thread of yours, as thenAcceptAsync(…, executor) does",
        null);
  }

  /** The calling thread is one that must not wait, so the release was sent and is on its own. */
  public static BackendException releasedWithoutWaiting(String lockName) {
    return new BackendException(
        lockName,
        Outcome.UNKNOWN,
        about(lockName)
            + "its release was sent, but this callback runs on the thread that brings the answer, and"
            + " cannot wait for it: call releaseAsync() or close() here, or run the callback on a"
            + " thread of yours, as thenAcceptAsync(…, executor) does",
        null);
  }

  /** A command about a lock failed. */
  public static BackendException translate(String lockName, BackendFault fault) {
    if (fault instanceof ConnectionFault connection) {
      return new BackendException(
          lockName,
          connection.mayHaveRun() ? Outcome.UNKNOWN : Outcome.NOT_DONE,
          about(lockName) + connection.getMessage(),
          fault);
    }
    ServerError error = (ServerError) fault;
    return new BackendException(
        lockName,
        Outcome.NOT_DONE,
        about(lockName)
            + "the server refused: "
            + error.message()
            + ServerRefusal.of(error).advice().map(advice -> " (" + advice + ")").orElse(""),
        fault);
  }

  /** A lock could not be given back. */
  public static BackendException unreleased(String lockName, BackendFault fault) {
    BackendException refused = translate(lockName, fault);
    return new BackendException(
        lockName,
        refused.outcome(),
        refused.getMessage()
            + (Transience.passes(fault)
                ? "; the release is sent again until it is done, or the lease has ended"
                : "; " + Transience.STAYS),
        fault);
  }

  private static String about(String lockName) {
    return lockName.isEmpty() ? "" : "lock \"" + lockName + "\": ";
  }
}
