package dev.baton.test.internal.server;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Runs the scripts of a server: Lua 5.1, as Redis has it. */
@FunctionalInterface
public interface LuaInterpreter {

  /**
   * Runs a script. Each character of a text is a byte.
   *
   * @param source its text
   * @param keys its KEYS
   * @param arguments its ARGV
   * @param server carries out a command of the script, or throws a {@link RedisError}
   * @return its reply: null, a {@link Long}, a {@link String}, a {@link StatusReply} or a list of
   *     these
   * @throws RedisError an error reply
   */
  @Nullable Object run(
      String source,
      List<String> keys,
      List<String> arguments,
      Function<List<String>, @Nullable Object> server);
}
