package dev.baton.benchmarks.workload;

import dev.baton.benchmarks.contestant.Entrant;
import java.util.List;
import java.util.stream.Stream;

/**
 * One line of a workload's table.
 *
 * @param label as it is called there
 * @param entrant who it is
 * @param size how large the work is, where that differs; else 0
 */
public record Participant(String label, Entrant entrant, int size) {
  /** Both adapters of Baton. */
  static final List<Entrant> BATON = List.of(Entrant.BATON_LETTUCE, Entrant.BATON_JEDIS);

  /** The locks of others that can wait. */
  static final List<Entrant> WAITING_RIVALS =
      List.of(
          Entrant.REDISSON,
          Entrant.REDISSON_FAIR,
          Entrant.REDISSON_SPIN,
          Entrant.SPRING_PUBSUB,
          Entrant.SPRING_SPIN);

  static Participant of(Entrant entrant) {
    return new Participant(entrant.title(), entrant, 0);
  }

  /** Baton, rivals and floors, by name. */
  static List<Participant> of(List<Entrant> baton, List<Entrant> rivals, Entrant... floors) {
    return Stream.of(baton.stream(), rivals.stream(), Stream.of(floors))
        .flatMap(entrants -> entrants)
        .map(Participant::of)
        .toList();
  }

  /** Each of the adapters with each of the sizes. */
  static List<Participant> sizes(List<Integer> sizes, String what) {
    return sizes(BATON, sizes, what);
  }

  /** Each of some with each of the sizes. */
  static List<Participant> sizes(List<Entrant> entrants, List<Integer> sizes, String what) {
    return entrants.stream()
        .flatMap(
            entrant ->
                sizes.stream()
                    .map(size -> new Participant(label(entrant, size, what), entrant, size)))
        .toList();
  }

  static String label(Entrant entrant, int size, String what) {
    return entrant.title() + ", " + size + " " + what;
  }
}
