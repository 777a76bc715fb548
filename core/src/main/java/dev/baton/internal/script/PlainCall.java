package dev.baton.internal.script;

import dev.baton.spi.Command;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A command of the server's own.
 *
 * @param command what to send
 * @param reader turns the raw reply into its type
 */
record PlainCall<R>(Command command, Function<@Nullable Object, R> reader) implements Call<R> {

  @Override
  public R read(@Nullable Object raw) {
    return reader.apply(raw);
  }
}
