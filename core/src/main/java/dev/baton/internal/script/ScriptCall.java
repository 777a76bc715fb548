package dev.baton.internal.script;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.baton.spi.Command;
import dev.baton.spi.ServerError;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One use of a script, by its name at first.
 *
 * @param script which one
 * @param keys its KEYS; the first routes it in a cluster
 * @param arguments its ARGV
 * @param reader turns the raw reply into its type
 */
record ScriptCall<R>(Script script, byte[][] keys, byte[][] arguments, Function<Reply, R> reader)
    implements Call<R> {
  private static final byte[] EVALSHA = "EVALSHA".getBytes(US_ASCII);
  private static final byte[] EVAL = "EVAL".getBytes(US_ASCII);

  @Override
  public Command command() {
    return command(EVALSHA, script.sha());
  }

  /** A server that does not know the script gets its source. */
  @Override
  public Optional<Command> after(ServerError refusal) {
    return refusal.code().equals("NOSCRIPT") ? Optional.of(bySource()) : Optional.empty();
  }

  Command bySource() {
    return command(EVAL, script.source());
  }

  @Override
  public R read(@Nullable Object raw) {
    return reader.apply(new Reply(script, raw));
  }

  private Command command(byte[] verb, byte[] text) {
    byte[][] words = new byte[3 + keys.length + arguments.length][];
    words[0] = verb;
    words[1] = text;
    words[2] = Ascii.number(keys.length);
    System.arraycopy(keys, 0, words, 3, keys.length);
    System.arraycopy(arguments, 0, words, 3 + keys.length, arguments.length);
    return Command.onKey(keys[0], words);
  }
}
