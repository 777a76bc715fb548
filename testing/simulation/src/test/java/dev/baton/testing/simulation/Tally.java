package dev.baton.testing.simulation;

import dev.baton.testing.history.Outcome;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/** What many courses came to. Thread-safe. */
final class Tally {
  private final ReentrantLock guard = new ReentrantLock();
  private final Map<Kind, Long> faults = new EnumMap<>(Kind.class);
  private final Map<Outcome, Long> operations = new EnumMap<>(Outcome.class);
  private long seeds;
  private long events;
  private long commands;
  private long longestIdle;
  private long overlaps;

  void add(Result result) {
    guard.lock();
    try {
      seeds++;
      events += result.events();
      commands += result.commands();
      overlaps += result.overlaps();
      longestIdle = Math.max(longestIdle, result.plan().isCalm() ? result.longestIdle() : 0);
      result.faults().forEach((kind, times) -> faults.merge(kind, times, Long::sum));
      result.operations().forEach((outcome, times) -> operations.merge(outcome, times, Long::sum));
    } finally {
      guard.unlock();
    }
  }

  long operations() {
    return operations.values().stream().mapToLong(Long::longValue).sum();
  }

  Map<Kind, Long> faults() {
    return faults;
  }

  /** The longest time in a course without faults for which a lock was free and wanted, in ms. */
  double longestIdleMillis() {
    return longestIdle / 1e6;
  }

  @Override
  public String toString() {
    return """
        %,d seeds, %,d events, %,d commands carried out
        %,d attempts to hold a lock checked: %s
        longest time for which a lock was free and wanted, without faults: %.3f ms
        %,d leaders elected while work of another went on that ignored its interrupt, or stood still
        faults of %d kinds:
        %s
        """
        .formatted(
            seeds,
            events,
            commands,
            operations(),
            operations.entrySet().stream()
                .map(each -> "%,d %s".formatted(each.getValue(), words(each.getKey())))
                .collect(Collectors.joining(", ")),
            longestIdleMillis(),
            overlaps,
            faults.size(),
            faults.entrySet().stream()
                .map(each -> "  %-22s %,10d".formatted(words(each.getKey()), each.getValue()))
                .collect(Collectors.joining("\n")));
  }

  private static String words(Enum<?> name) {
    return name.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
