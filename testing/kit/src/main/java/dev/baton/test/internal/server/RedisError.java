package dev.baton.test.internal.server;

/** An error reply; its first word is the code. */
public final class RedisError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An error reply. */
  public RedisError(String message) {
    super(message, null, false, false);
  }

  static RedisError wrongType() {
    return new RedisError("WRONGTYPE Operation against a key holding the wrong kind of value");
  }
}
