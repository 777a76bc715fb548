package dev.baton.benchmarks.server;

import java.util.Map;
import java.util.TreeMap;

/**
 * What the server has counted, or the difference of two countings.
 *
 * @param calls calls of each command, also by scripts ({@code INFO commandstats})
 * @param cpuSeconds processor time of its main thread, user and system ({@code INFO cpu})
 */
public record ServerFigures(Map<String, Long> calls, double cpuSeconds) {

  /** What was counted since. */
  public ServerFigures since(ServerFigures earlier) {
    Map<String, Long> more = new TreeMap<>();
    calls.forEach(
        (name, count) -> {
          long difference = count - earlier.calls.getOrDefault(name, 0L);
          if (difference != 0) {
            more.put(name, difference);
          }
        });
    return new ServerFigures(more, cpuSeconds - earlier.cpuSeconds);
  }

  /** The calls that clients made themselves, of all commands. */
  public double sentByClients(ClientShares shares) {
    return calls.entrySet().stream()
        .mapToDouble(call -> call.getValue() * shares.of(call.getKey()))
        .sum();
  }
}
