package dev.baton.cdi;

/** What a call of a {@link Locked} method does if the lock does not come free in time. */
public enum WhenBusy {
  /** Throws {@link dev.baton.LockTimeoutException}. */
  THROW,

  /**
   * Leaves the method out, and returns nothing: for a method whose type can say so. These are
   * {@code void}, {@code Optional} and its likes, a type that is annotated as {@code Nullable}, and
   * {@code CompletionStage}; any other is refused.
   */
  SKIP
}
