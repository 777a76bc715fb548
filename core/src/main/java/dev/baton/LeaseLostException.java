package dev.baton;

/** The lock was held and is not any more: somebody else may hold it now. */
public final class LeaseLostException extends LockException {
  private static final long serialVersionUID = 1L;

  /** How it was lost. */
  private final LossReason reason;

  /**
   * A lease that ended before its holder released it.
   *
   * @param lockName the lock's name
   * @param reason how it was lost
   */
  public LeaseLostException(String lockName, LossReason reason) {
    super(lockName, "the lease on \"" + lockName + "\" is lost: " + reason.explanation(), null);
    this.reason = reason;
  }

  /**
   * How the lease was lost.
   *
   * @return the reason
   */
  public LossReason reason() {
    return reason;
  }
}
