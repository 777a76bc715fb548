package dev.baton.spring.boot;

import org.jspecify.annotations.Nullable;

/** There is no lock client to start with; {@link NoLockClientFailureAnalyzer} tells of it. */
final class NoLockClientException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What to do about it. */
  private final String action;

  NoLockClientException(String message, String action, @Nullable Throwable cause) {
    super(message, cause);
    this.action = action;
  }

  NoLockClientException(String message, String action) {
    this(message, action, null);
  }

  String action() {
    return action;
  }
}
