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

  /** The part of one command; 1 if it was not seen while MONITOR ran. */
  public double of(String command) {
    return OWN.contains(command) ? 0 : parts.getOrDefault(command, 1.0);
  }
}
