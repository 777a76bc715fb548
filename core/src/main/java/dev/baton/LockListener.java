package dev.baton;

import java.time.Duration;
import java.util.Optional;

/**
 * Told what becomes of the locks of one client, for metrics, logs and traces; set by {@link
 * LockClientBuilder#listener}. All methods do nothing by default.
 *
 * <p>Each call to acquire a lock {@linkplain #began begins} an acquisition, which ends with one of
 * {@link #acquired} and {@link #notAcquired}, and what was acquired with one of {@link #released}
 * and {@link #lost}; none of these is told of a lease that is forgotten, and runs out, or that
 * {@link RedisLocks} leaves behind. All have the number of the acquisition. What is told of one
 * comes in that order, of others in any. Of several locks at once each is told of by itself, and so
 * is the lock of an election, by its name.
 *
 * <p>A method is called on the thread on which the thing happens: that of the caller who waited or
 * who releases, or one of the client's, which brings answers to all. So it must return at once, and
 * must not wait for anything, locks included. It may be called by many threads at a time. What it
 * throws is written to the log, and changes nothing.
 */
public interface LockListener {

  /**
   * Somebody wants a lock. Called on the thread that wants it.
   *
   * @param acquisition which
   */
  default void began(Began acquisition) {}

  /**
   * Somebody has a lock.
   *
   * @param acquisition which, and how it came to that
   */
  default void acquired(Acquired acquisition) {}

  /**
   * Somebody wanted a lock, and does not have it.
   *
   * @param acquisition which, and why not
   */
  default void notAcquired(NotAcquired acquisition) {}

  /**
   * A lock was given back by whoever had it. Called before the release returns.
   *
   * @param release which
   */
  default void released(Released release) {}

  /**
   * A lock was lost while somebody had it.
   *
   * @param loss which, and why
   */
  default void lost(Lost loss) {}

  /**
   * The renewal of a lock was refused or not answered, for the first time since it was renewed; it
   * is tried again until the lease is over. Many locks are renewed together, and told of one by
   * one.
   *
   * @param lockName the lock
   */
  default void renewalUnanswered(String lockName) {}

  /**
   * A lock was renewed again after {@link #renewalUnanswered}.
   *
   * @param lockName the lock
   */
  default void renewalAnswered(String lockName) {}

  /**
   * A connection to a server was lost, and is being opened again. Of a cluster or of several
   * servers there is one for each.
   *
   * @param connection what for
   */
  default void connectionLost(Connection connection) {}

  /**
   * A lost connection is open again.
   *
   * @param connection what for
   */
  default void connectionRestored(Connection connection) {}

  /** How a lock is had. */
  enum Mode {
    /** By one alone. */
    EXCLUSIVE,
    /** By any number for reading. */
    SHARED,
    /** As permits of a semaphore. */
    PERMITS
  }

  /** How a lock came to whoever asked for it. */
  enum Way {
    /**
     * The server had it free; also if this client gave it back a moment before and nobody else
     * waited, as at the first handover within a process.
     */
    TAKEN,
    /** Another process had it, and this one was next when it came free. */
    HANDED_OVER,
    /** Another thread of this client passed it on, without a command. */
    PASSED,
    /** This client had kept it since its last use, without a command. */
    KEPT,
    /** Threads of this client have it for reading, and another has it with them now. */
    JOINED
  }

  /** Why somebody does not have a lock. */
  enum Failure {
    /** Somebody else has it, and it was not to be waited for. */
    BUSY,
    /** It did not come free in time. */
    TIMED_OUT,
    /** The thread that waited was interrupted. */
    INTERRUPTED,
    /** The stage was cancelled or completed by its caller. */
    CANCELLED,
    /** The server refused or did not answer, or the client is closed. */
    FAILED
  }

  /** What a connection is for. */
  enum Connection {
    /** For commands and their answers. */
    COMMANDS,
    /** For what the server tells by itself: grants above all. */
    PUSHES
  }

  /**
   * A lock that somebody wants.
   *
   * @param id the number of the acquisition, which no other of this client has
   * @param lockName the lock
   * @param mode how it is to be had
   */
  record Began(long id, String lockName, Mode mode) {}

  /**
   * A lock that somebody has.
   *
   * @param id the number of the acquisition
   * @param lockName the lock
   * @param mode how it is had
   * @param fencingToken that of the lease
   * @param way how it came
   * @param waited from the call to this moment
   */
  record Acquired(
      long id, String lockName, Mode mode, long fencingToken, Way way, Duration waited) {}

  /**
   * A lock that somebody wanted.
   *
   * @param id the number of the acquisition
   * @param lockName the lock
   * @param mode how it was to be had
   * @param why why it is not
   * @param waited from the call to this moment
   * @param cause what the caller is told, if the reason is {@link Failure#FAILED}
   */
  record NotAcquired(
      long id,
      String lockName,
      Mode mode,
      Failure why,
      Duration waited,
      Optional<Throwable> cause) {}

  /**
   * A lock that was given back.
   *
   * @param id the number of its acquisition
   * @param lockName the lock
   * @param mode how it was had
   * @param fencingToken that of the lease
   * @param held from its acquisition to this moment
   * @param confirmed whether it is certain: without an answer of the server it may be taken until
   *     its lease ends, and the release goes on in the background
   */
  record Released(
      long id, String lockName, Mode mode, long fencingToken, Duration held, boolean confirmed) {}

  /**
   * A lock that was lost.
   *
   * @param id the number of its acquisition
   * @param lockName the lock
   * @param mode how it was had
   * @param fencingToken that of the lease
   * @param held from its acquisition to the moment at which the loss was found
   * @param reason how it was lost
   */
  record Lost(
      long id, String lockName, Mode mode, long fencingToken, Duration held, LossReason reason) {}
}
