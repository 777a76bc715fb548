package dev.baton.testing.history;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The waits of one client for one lock that ended well, several of them at once perhaps. */
final class Waits {
  private final List<Operation> byStart;

  /** Of each wait and those that began before it, when the last was answered. */
  private final long[] lastAnswer;

  Waits(List<Operation> granted) {
    byStart = granted.stream().sorted(Comparator.comparingLong(Operation::wantedAt)).toList();
    lastAnswer = new long[byStart.size()];
    long last = Long.MIN_VALUE;
    for (int i = 0; i < lastAnswer.length; i++) {
      last = Math.max(last, byStart.get(i).answeredAt());
      lastAnswer[i] = last;
    }
  }

  /** Of those that waited at an instant, the one that was granted first. */
  Optional<Operation> firstServedAfter(long at) {
    Optional<Operation> first = Optional.empty();
    for (int i = begunBy(at) - 1; i >= 0 && lastAnswer[i] >= at; i--) {
      Operation wait = byStart.get(i);
      if (wait.answeredAt() >= at && (first.isEmpty() || wait.fence() < first.get().fence())) {
        first = Optional.of(wait);
      }
    }
    return first;
  }

  /** How many had begun by an instant. */
  private int begunBy(long at) {
    int low = 0;
    int high = byStart.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (byStart.get(middle).wantedAt() <= at) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
