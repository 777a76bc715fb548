package dev.baton.internal.script;

import dev.baton.spi.Command;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something to ask of the server: what to send, and how to read the reply.
 *
 * @param <R> the reply's type
 */
public interface Call<R> {

  /** What to send. */
  Command command();

  /**
   * What to send if the server answers that it does not know the script.
   *
   * @return empty if this is not a script
   */
  default Optional<Command> withSource() {
    return Optional.empty();
  }

  /**
   * Reads the reply.
   *
   * @param raw as the adapter gave it
   * @return the typed reply
   */
  R read(@Nullable Object raw);
}
