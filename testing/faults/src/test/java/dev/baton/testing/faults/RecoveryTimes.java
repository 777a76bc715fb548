package dev.baton.testing.faults;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How long it took to be well again, by what had happened. */
final class RecoveryTimes {
  private final Map<String, List<Long>> nanos = new TreeMap<>();

  void add(String what, long time) {
    nanos.computeIfAbsent(what, any -> new ArrayList<>()).add(time);
  }

  void addAll(RecoveryTimes others) {
    others.nanos.forEach((what, times) -> times.forEach(time -> add(what, time)));
  }

  /** One line each: what, how often, the median and the longest time in milliseconds. */
  @Override
  public String toString() {
    StringBuilder text =
        new StringBuilder("%-48s %6s %10s %10s%n".formatted("", "times", "median ms", "most ms"));
    nanos.forEach(
        (what, times) -> {
          List<Long> sorted = times.stream().sorted().toList();
          text.append(
              "%-48s %6d %10.1f %10.1f%n"
                  .formatted(
                      what,
                      sorted.size(),
                      sorted.get(sorted.size() / 2) / 1e6,
                      Collections.max(sorted) / 1e6));
        });
    return text.toString();
  }
}
