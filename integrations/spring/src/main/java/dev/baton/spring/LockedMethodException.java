package dev.baton.spring;

import org.jspecify.annotations.Nullable;

/**
 * A method with {@link Locked} would run without its lock, or its annotation cannot be read. The
 * message says which method, why, and what to do; the application does not start.
 */
public final class LockedMethodException extends IllegalStateException {
  LockedMethodException(String message) {
    this(message, null);
  }

  LockedMethodException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
