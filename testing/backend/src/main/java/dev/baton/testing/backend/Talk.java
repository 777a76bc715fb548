package dev.baton.testing.backend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.baton.spi.Backend;
import dev.baton.spi.BackendFault;
import dev.baton.spi.Command;
import dev.baton.spi.ConnectionFault;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/** Sends words and reads replies as text. */
public final class Talk {

  private Talk() {}

  /**
   * Sends a command and waits for its answer.
   *
   * @param backend whereby
   * @param words its name and its arguments
   * @return the reply, with strings for bytes
   */
  public static @Nullable Object say(Backend backend, String... words) {
    return text(backend.execute(Command.of(words)));
  }

  /** A command that goes where the key is. */
  static Command onKey(String key, String... words) {
    return Command.onKey(bytes(key), Stream.of(words).map(Talk::bytes).toArray(byte[][]::new));
  }

  /**
   * As it is sent.
   *
   * @param text of any kind
   * @return in UTF-8
   */
  public static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  /**
   * Strings for bytes, all the way down.
   *
   * @param reply as a backend gives it
   * @return the same as text; {@code (nil)} for what is null in a list
   */
  public static @Nullable Object text(@Nullable Object reply) {
    if (reply instanceof byte[] bytes) {
      return new String(bytes, UTF_8);
    }
    return reply instanceof List<?> list ? list.stream().map(Talk::textOrNil).toList() : reply;
  }

  private static Object textOrNil(@Nullable Object reply) {
    Object text = text(reply);
    return text == null ? "(nil)" : text;
  }

  /**
   * What a stage is answered with, within thirty seconds.
   *
   * @param stage of a command
   * @return the reply
   * @throws Exception if there is none
   */
  public static @Nullable Object get(CompletionStage<@Nullable Object> stage) throws Exception {
    return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  /**
   * The fault that a stage ends with, which must be the very exception, within thirty seconds.
   *
   * @param stage of a command
   * @return the fault
   * @throws Exception if it does not end
   */
  public static BackendFault faultOf(CompletionStage<@Nullable Object> stage) throws Exception {
    try {
      throw new AssertionError("answered: " + text(get(stage)));
    } catch (ExecutionException e) {
      assertThat(e.getCause()).isInstanceOf(BackendFault.class);
      return (BackendFault) e.getCause();
    }
  }

  /**
   * The fault of a call that gets no answer.
   *
   * @param call what fails
   * @return the fault
   */
  public static ConnectionFault connectionFault(ThrowingCallable call) {
    ConnectionFault fault = catchThrowableOfType(ConnectionFault.class, call);
    assertThat(fault).as("no fault").isNotNull();
    return fault;
  }

  /**
   * Whether a command without an answer may have run.
   *
   * @param fault of that command
   * @return what the fault says
   */
  public static boolean mayHaveRun(BackendFault fault) {
    assertThat(fault).isInstanceOf(ConnectionFault.class);
    return ((ConnectionFault) fault).mayHaveRun();
  }
}
