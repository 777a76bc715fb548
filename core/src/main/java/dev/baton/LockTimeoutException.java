package dev.baton;

/** The lock did not come free in the time allowed: it is not held, and the wait is undone. */
public final class LockTimeoutException extends LockException {
  private static final long serialVersionUID = 1L;

  /**
   * A wait that ended without the lock.
   *
   * @param lockName the lock's name
   * @param message how long was waited, and who holds the lock
   */
  public LockTimeoutException(String lockName, String message) {
    super(lockName, message, null);
  }
}
