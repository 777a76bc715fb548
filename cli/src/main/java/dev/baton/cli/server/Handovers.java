package dev.baton.cli.server;

import dev.baton.cli.base.Failure;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many locks a second are handed to a waiter, by the server's own count of messages: each
 * handover is one, and few others are. Not safe for several threads.
 */
public final class Handovers {
  private static final Pattern CALLS = Pattern.compile("cmdstat_s?publish:calls=(\\d+)");
  private static final long LEAST_NANOS = 1_000_000_000L;

  private final Server server;
  private long asked;
  private long count = -1;
  private OptionalDouble rate = OptionalDouble.empty();

  /** Of a server, which is asked once a second at most. */
  public Handovers(Server server) {
    this.server = server;
  }

  /** The rate since a second or more ago; empty if that is not known, or not to be seen. */
  public OptionalDouble perSecond() {
    long now = System.nanoTime();
    if (asked != 0 && now - asked < LEAST_NANOS) {
      return rate;
    }
    try {
      long seen = calls(server.askAll("INFO", "commandstats"));
      rate = rate(count, seen, now - asked);
      count = seen;
    } catch (Failure gone) {
      rate = OptionalDouble.empty();
      count = -1;
    }
    asked = now;
    return rate;
  }

  /** Of all servers; -1 if one of them does not tell. */
  private static long calls(List<Reply> stats) {
    long sum = 0;
    for (Reply reply : stats) {
      Optional<String> text = reply.text();
      if (text.isEmpty()) {
        return -1;
      }
      sum += calls(text.get());
    }
    return sum;
  }

  /** Before a server restarted it had counted more. */
  static OptionalDouble rate(long before, long now, long nanos) {
    return before < 0 || now < before
        ? OptionalDouble.empty()
        : OptionalDouble.of((now - before) * 1e9 / nanos);
  }

  /** All messages that were published, in either way. */
  static long calls(String commandStats) {
    Matcher calls = CALLS.matcher(commandStats);
    long sum = 0;
    while (calls.find()) {
      sum += Long.parseLong(calls.group(1));
    }
    return sum;
  }
}
