package dev.baton.lettuce;

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
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/** Sends words and reads replies as text. */
final class Talk {

  private Talk() {}

  static @Nullable Object say(Backend backend, String... words) {
    return text(backend.execute(Command.of(words)));
  }

  /** Strings for bytes, all the way down. */
  static @Nullable Object text(@Nullable Object reply) {
    if (reply instanceof byte[] bytes) {
      return new String(bytes, UTF_8);
    }
    return reply instanceof List<?> list ? list.stream().map(Talk::textOrNil).toList() : reply;
  }

  private static Object textOrNil(@Nullable Object reply) {
    Object text = text(reply);
    return text == null ? "(nil)" : text;
  }

  /** What a stage is answered with, within ten seconds. */
  static @Nullable Object get(CompletionStage<@Nullable Object> stage) throws Exception {
    return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  /** The fault that a stage ends with, which must be the very exception, within ten seconds. */
  static BackendFault faultOf(CompletionStage<@Nullable Object> stage) throws Exception {
    try {
      throw new AssertionError("answered: " + text(get(stage)));
    } catch (ExecutionException e) {
      assertThat(e.getCause()).isInstanceOf(BackendFault.class);
      return (BackendFault) e.getCause();
    }
  }

  static ConnectionFault connectionFault(ThrowingCallable call) {
    ConnectionFault fault = catchThrowableOfType(ConnectionFault.class, call);
    assertThat(fault).as("no fault").isNotNull();
    return fault;
  }
}
