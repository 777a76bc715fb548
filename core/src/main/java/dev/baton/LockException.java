package dev.baton;

import org.jspecify.annotations.Nullable;

/**
 * Something went wrong with a lock. The subclasses say what is true of the lock afterwards; one
 * that is just a {@code LockException} means: nothing is held.
 */
public sealed class LockException extends RuntimeException
    permits LockTimeoutException, LeaseLostException, BackendException {
  private static final long serialVersionUID = 1L;

  /** The lock that this is about; empty if it is about the connection. */
  private final String lockName;

  /**
   * An error about a lock.
   *
   * @param lockName the lock's name; empty if the error is about the connection as a whole
   * @param message what happened and what to do
   * @param cause what brought it about, or null
   */
  public LockException(String lockName, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.lockName = lockName;
  }

  /**
   * The lock that this is about.
   *
   * @return its name; empty if the error is about the connection as a whole
   */
  public String lockName() {
    return lockName;
  }
}
