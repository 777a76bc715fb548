package dev.baton.internal.script;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.baton.spi.Command;
import dev.baton.spi.ServerError;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One use of a script.
 *
 * @param script which one
 * @param bySource whether its text is sent, and not its name only
 * @param keys its KEYS; the first routes it in a cluster
 * @param arguments its ARGV
 * @param later its ARGV when it is sent again by its text, behind what was sent meanwhile
 * @param reader turns the raw reply into its type
 * @param simpler what does for it while its keys are not all on one node of a cluster
 * @param smaller what does for it while the server is full
 */
record ScriptCall<R>(
    Script script,
    boolean bySource,
    byte[][] keys,
    byte[][] arguments,
    byte[][] later,
    Function<Reply, R> reader,
    Optional<Call<R>> simpler,
    Optional<Call<R>> smaller)
    implements Call<R> {
  private static final byte[] EVALSHA = "EVALSHA".getBytes(US_ASCII);
  private static final byte[] EVAL = "EVAL".getBytes(US_ASCII);

  /** By its name. */
  ScriptCall(Script script, byte[][] keys, byte[][] arguments, Function<Reply, R> reader) {
    this(
        script,
        /* bySource= */ false,
        keys,
        arguments,
        arguments,
        reader,
        Optional.empty(),
        Optional.empty());
  }

  /** The same, with other arguments when it is sent again by its text. */
  ScriptCall<R> orLater(byte[]... others) {
    return new ScriptCall<>(script, bySource, keys, arguments, others, reader, simpler, smaller);
  }

  /** The same, with what does for it while its keys are not all on one node. */
  ScriptCall<R> orSimpler(Call<R> call) {
    return new ScriptCall<>(
        script, bySource, keys, arguments, later, reader, Optional.of(call), smaller);
  }

  /** The same, with what does for it while the server is full. */
  ScriptCall<R> orSmaller(Call<R> call) {
    return new ScriptCall<>(
        script, bySource, keys, arguments, later, reader, simpler, Optional.of(call));
  }

  /** The same with the script's text, for a server that does not know it. */
  ScriptCall<R> withSource() {
    return new ScriptCall<>(
        script, /* bySource= */ true, keys, later, later, reader, simpler, smaller);
  }

  @Override
  public ScriptCall<R> inPlace() {
    return new ScriptCall<>(
        script,
        /* bySource= */ true,
        keys,
        arguments,
        arguments,
        reader,
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public Call<R> unaltered() {
    return inPlace();
  }

  @Override
  public Optional<Call<R>> after(ServerError refusal) {
    return switch (ServerRefusal.of(refusal)) {
      case NOSCRIPT -> bySource ? Optional.empty() : Optional.of(withSource());
      case TRYAGAIN -> simpler;
      case OOM -> smaller;
      default -> Optional.empty();
    };
  }

  @Override
  public R read(@Nullable Object raw) {
    return reader.apply(new Reply(script, raw));
  }

  @Override
  public Command command() {
    byte[][] words = new byte[3 + keys.length + arguments.length][];
    words[0] = bySource ? EVAL : EVALSHA;
    words[1] = bySource ? script.source() : script.sha();
    words[2] = Ascii.number(keys.length);
    System.arraycopy(keys, 0, words, 3, keys.length);
    System.arraycopy(arguments, 0, words, 3 + keys.length, arguments.length);
    return Command.onKey(keys[0], words);
  }
}
