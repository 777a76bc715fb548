package dev.baton.test.internal.server;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One server: its keys, the scripts that it knows, and whom it publishes to. */
public final class MemoryRedis {
  /**
   * It has been the primary for long, and as many replicas as anybody waits for have everything.
   */
  private static final String SERVER =
      "run_id:memory\r\nuptime_in_seconds:999999999\r\nmaster_replid2:" + "0".repeat(40) + "\r\n";

  private final LongSupplier clockMicros;
  private final Channels channels;
  private final LuaInterpreter lua;
  private final Map<String, String> scripts = new HashMap<>();
  private final Map<String, Integer> calls = new TreeMap<>();
  private Keyspace keys;
  private DataCommands commands;

  /**
   * An empty server.
   *
   * @param clockMicros its wall clock
   * @param channels whom it publishes to
   * @param lua runs the scripts
   */
  public MemoryRedis(LongSupplier clockMicros, Channels channels, LuaInterpreter lua) {
    this.lua = lua;
    this.channels = channels;
    this.clockMicros = clockMicros;
    this.keys = new Keyspace(() -> clockMicros.getAsLong() / 1_000);
    this.commands = new DataCommands(keys);
  }

  /** What it has. */
  public Keyspace keys() {
    return keys;
  }

  /** It has from now on what a copy has. */
  public void restore(Keyspace copy) {
    keys = copy;
    commands = new DataCommands(copy);
  }

  /** It forgets its scripts. */
  public void flushScripts() {
    scripts.clear();
  }

  /**
   * Carries out a command.
   *
   * @param words its name and its arguments
   * @return the reply: null, a {@link Long}, a {@link String}, or a list of these
   * @throws RedisError an error reply
   */
  public @Nullable Object execute(List<String> words) {
    return switch (words.get(0).toUpperCase(Locale.ROOT)) {
      case "EVALSHA" -> {
        count("EVALSHA");
        String source = scripts.get(words.get(1));
        if (source == null) {
          throw new RedisError("NOSCRIPT No matching script. Please use EVAL.");
        }
        yield evaluate(source, words);
      }
      case "EVAL" -> {
        count("EVAL");
        scripts.put(Sha1.of(words.get(1)), words.get(1));
        yield evaluate(words.get(1), words);
      }
      default -> plain(run(words));
    };
  }

  private @Nullable Object evaluate(String source, List<String> words) {
    int arguments = 3 + Integer.parseInt(words.get(2));
    return plain(
        lua.run(
            source,
            words.subList(3, arguments),
            words.subList(arguments, words.size()),
            this::run));
  }

  private void count(String name) {
    calls.merge(name, 1, Integer::sum);
  }

  private @Nullable Object run(List<String> words) {
    String name = words.get(0).toUpperCase(Locale.ROOT);
    count(name);
    return switch (name) {
      case "TIME" -> {
        long micros = clockMicros.getAsLong();
        yield List.of(String.valueOf(micros / 1_000_000), String.valueOf(micros % 1_000_000));
      }
      case "PUBSUB" -> listeners(words.get(2), words.get(1).equals("SHARDNUMSUB"));
      case "PUBLISH" -> publish(words, /* sharded= */ false);
      case "SPUBLISH" -> publish(words, /* sharded= */ true);
      case "SCRIPT" -> {
        flushScripts();
        yield new StatusReply("OK");
      }
      case "COMMAND" -> words.stream().skip(2).map(MemoryRedis::known).toList();
      case "INFO" -> info();
      case "WAIT" -> Long.valueOf(words.get(1));
      default -> commands.run(words);
    };
  }

  private String info() {
    StringBuilder info = new StringBuilder(SERVER);
    calls.forEach(
        (name, number) ->
            info.append("cmdstat_")
                .append(name.toLowerCase(Locale.ROOT))
                .append(":calls=")
                .append(number)
                .append(",\r\n"));
    return info.toString();
  }

  private List<Object> listeners(String channel, boolean sharded) {
    return List.of(channel, (long) channels.listeners(channel, sharded));
  }

  private Long publish(List<String> words, boolean sharded) {
    return (long) channels.publish(words.get(1), sharded, words.get(2));
  }

  /** Of what a client asks for it has channels of shards, and no SET that compares. */
  private static List<String> known(String command) {
    return command.equals("SPUBLISH") ? List.of(command) : List.of();
  }

  private static @Nullable Object plain(@Nullable Object reply) {
    return reply instanceof StatusReply status ? status.text() : reply;
  }
}
