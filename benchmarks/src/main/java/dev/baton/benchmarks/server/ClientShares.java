package dev.baton.benchmarks.server;

import java.util.Map;
import java.util.Set;

/**
 * Which part of each command's calls is sent by clients and not called by scripts. The server's
 * counters hold both; what they do not tell is taken from MONITOR, outside of what is measured.
 *
 * @param parts the part of each command by its name, from 0 to 1
 */
public record ClientShares(Map<String, Double> parts) {
  /** What the harness itself sends. */
  private static final Set<String> OWN =
      Set.of("info", "monitor", "flushall", "pttl", "client|list", "exists");

  /**
   * The part of one command; 1 if it was not seen while MONITOR ran. Of {@code pubsub|numsub} it is
   * that of {@code pubsub}: MONITOR shows both words, as it does a key.
   */
  public double of(String command) {
    String shown = command.substring(0, (command + '|').indexOf('|'));
    return OWN.contains(command) ? 0 : parts.getOrDefault(shown, 1.0);
  }
}
