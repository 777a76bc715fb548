package dev.baton.benchmarks.server;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the server has counted, or the difference of two countings.
 *
 * @param calls calls of each command, also by scripts ({@code INFO commandstats})
 * @param micros the time that these took, with what their scripts called
 * @param cpuSeconds processor time of its main thread, user and system ({@code INFO cpu})
 */
public record ServerFigures(Map<String, Long> calls, Map<String, Long> micros, double cpuSeconds) {

  /** What was counted since. */
  public ServerFigures since(ServerFigures earlier) {
    return new ServerFigures(
        more(calls, earlier.calls), more(micros, earlier.micros), cpuSeconds - earlier.cpuSeconds);
  }

  private static Map<String, Long> more(Map<String, Long> now, Map<String, Long> before) {
    Map<String, Long> more = new TreeMap<>();
    now.forEach(
        (name, count) -> {
          long difference = count - before.getOrDefault(name, 0L);
          if (difference != 0) {
            more.put(name, difference);
          }
        });
    return more;
  }

  /** How often scripts were called by clients. */
  public long scripts() {
    return sum(calls, "evalsha", "eval");
  }

  /** The microseconds that scripts took, with all that they did. */
  public long scriptMicros() {
    return sum(micros, "evalsha", "eval");
  }

  /** How many messages were published. */
  public long pushes() {
    return sum(calls, "publish", "spublish");
  }

  private static long sum(Map<String, Long> figures, String... commands) {
    return Stream.of(commands).mapToLong(command -> figures.getOrDefault(command, 0L)).sum();
  }

  /** The calls that clients made themselves, of all commands. */
  public double sentByClients(ClientShares shares) {
    return calls.entrySet().stream()
        .mapToDouble(call -> call.getValue() * shares.of(call.getKey()))
        .sum();
  }
}
