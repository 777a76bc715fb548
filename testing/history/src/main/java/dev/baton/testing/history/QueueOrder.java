package dev.baton.testing.history;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who was seen to wait before another is served before it, unless one of the two was not served, or
 * a fault came between the look and the later grant: it may have lost its place. A reader may come
 * along with one before it, whose turn it is; all of these have the same fence. Permits, which are
 * numbered by themselves, are judged among themselves: one who did not hear of its grant and asks
 * again gets another number, so that it must have been seen to wait once the other was served.
 */
final class QueueOrder {
  private QueueOrder() {}

  static void check(
      Map<String, List<Operation>> byLock,
      List<QueueSeen> queues,
      List<Fault> faults,
      List<Violation> found) {
    FaultTimes times = new FaultTimes(faults);
    Map<String, Map<String, Waits>> waits = new HashMap<>();
    Map<String, Map<String, Long>> lastSeen = new HashMap<>();
    for (QueueSeen seen : queues) {
      Map<String, Long> ofLock = lastSeen.computeIfAbsent(seen.lock(), any -> new HashMap<>());
      seen.order().forEach(client -> ofLock.merge(client, seen.at(), Math::max));
    }
    for (QueueSeen seen : queues) {
      Map<String, Waits> ofLock =
          waits.computeIfAbsent(
              seen.lock(), lock -> byClient(byLock.getOrDefault(lock, List.of())));
      check(seen, ofLock, lastSeen.getOrDefault(seen.lock(), Map.of()), times, found);
    }
  }

  private static Map<String, Waits> byClient(List<Operation> operations) {
    return operations.stream()
        .filter(Operation::isGranted)
        .collect(
            Collectors.groupingBy(
                Operation::client, Collectors.collectingAndThen(Collectors.toList(), Waits::new)));
  }

  private static void check(
      QueueSeen seen,
      Map<String, Waits> waits,
      Map<String, Long> lastSeen,
      FaultTimes faults,
      List<Violation> found) {
    Map<Boolean, Operation> latest = new HashMap<>();
    Set<Long> turns = new HashSet<>();
    boolean untold = false;
    for (String client : seen.order()) {
      Optional<Operation> served =
          Optional.ofNullable(waits.get(client)).flatMap(of -> of.firstServedAfter(seen.at()));
      if (served.isEmpty() || faults.touch(seen.at(), served.get().answeredAt())) {
        untold = true;
        continue;
      }
      Operation next = served.get();
      Operation before = latest.get(next.mode().isLimited());
      boolean reads = next.mode().isShared() && !next.mode().isLimited();
      if (before == null || before.fence() <= next.fence()) {
        latest.put(next.mode().isLimited(), next);
      } else if (next.mode().isLimited()
          ? lastSeen.getOrDefault(before.client(), Long.MIN_VALUE) > next.answeredAt()
          : !(reads && (untold || turns.contains(next.fence())))) {
        found.add(
            new Violation(
                Violation.Kind.OVERTAKEN,
                List.of(before, next),
                "%s waited for %s before %s, and was served after it"
                    .formatted(before.client(), next.lock(), next.client())));
      }
      if (reads) {
        turns.add(next.fence());
      }
    }
  }
}
