package dev.baton.cli.doctor;

import dev.baton.cli.server.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How long the server takes to answer. */
final class RoundTrip {
  private static final int TIMES = 100;
  private static final long SLOW_NANOS = 10_000_000;

  private RoundTrip() {}

  /** Nanoseconds of so many PINGs, after some that warm up. */
  static List<Long> measure(Server server) throws InterruptedException {
    List<Long> nanos = new ArrayList<>();
    for (int i = -10; i < TIMES; i++) {
      long before = System.nanoTime();
      server.ask("PING");
      if (i >= 0) {
        nanos.add(System.nanoTime() - before);
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    return nanos;
  }

  static Finding judge(List<Long> nanos) {
    List<Long> sorted = nanos.stream().sorted().toList();
    long median = sorted.get(sorted.size() / 2);
    String found =
        "%d PINGs: shortest %s, median %s, 99th of 100 %s"
            .formatted(
                sorted.size(),
                millis(sorted.get(0)),
                millis(median),
                millis(sorted.get((sorted.size() * 99 + 99) / 100 - 1)));
    return median > SLOW_NANOS
        ? Finding.of(
                "round-trip",
                Level.NOTE,
                found,
                "Taking a free lock costs one round trip, releasing it another. Leases should last"
                    + " for many of them.")
            .advise("run closer to the server; redis-cli --latency shows more")
        : Finding.of(
            "round-trip",
            Level.OK,
            found,
            "Taking a free lock costs one round trip, releasing it another.");
  }

  static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.2f ms", nanos / 1e6);
  }
}
