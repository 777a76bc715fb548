package dev.baton.internal.script;

import dev.baton.spi.Command;
import dev.baton.spi.ServerError;
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
   * What to ask instead, after a refusal that another form of the call may not meet.
   *
   * @param refusal what the server said
   * @return empty if the refusal stands
   */
  default Optional<Call<R>> after(ServerError refusal) {
    return Optional.empty();
  }

  /**
   * The same in a form that is carried out where it stands among other commands, or not at all:
   * there is nothing to be asked instead, which would come behind what was sent after it.
   *
   * @return a call for a batch in whose order somebody trusts
   */
  default Call<R> inPlace() {
    return this;
  }

  /**
   * The same in a form that means the same also if it has to be sent again.
   *
   * @return a call that is not altered for coming later
   */
  default Call<R> unaltered() {
    return this;
  }

  /**
   * Reads the reply.
   *
   * @param raw as the adapter gave it
   * @return the typed reply
   */
  R read(@Nullable Object raw);
}
