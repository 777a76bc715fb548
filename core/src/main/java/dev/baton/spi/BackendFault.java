package dev.baton.spi;

import org.jspecify.annotations.Nullable;

/**
 * A command was not answered with a value: either the server refused it ({@link ServerError}) or no
 * answer came ({@link ConnectionFault}). Adapters throw nothing else.
 */
public abstract sealed class BackendFault extends RuntimeException
    permits ServerError, ConnectionFault {
  private static final long serialVersionUID = 1L;

  BackendFault(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
