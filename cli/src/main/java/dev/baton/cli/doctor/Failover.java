package dev.baton.cli.doctor;

import java.util.Optional;

/** What is lost when a replica takes over. */
final class Failover {
  private static final String NAME = "failover";

  private Failover() {}

  static Optional<Finding> judge(Facts facts, long replicas) {
    Optional<Long> least = facts.setting("min-replicas-to-write");
    long wanted = least.orElse(0L);
    if (replicas == 0 && wanted == 0) {
      return Optional.empty(); // nobody takes over
    }
    long good = facts.count("min_slaves_good_slaves").orElse(replicas);
    if (good < wanted) {
      return Optional.of(
          Finding.of(
                  NAME,
                  Level.DANGER,
                  "min-replicas-to-write is %d, and only %d good replicas are connected"
                      .formatted(wanted, good),
                  "The server refuses writes (NOREPLICAS): no lock can be taken or renewed.")
              .advise("bring the replicas back; see INFO replication"));
    }
    if (least.isEmpty()) {
      return Optional.of(
          Finding.unseen(
              NAME,
              "min-replicas-to-write",
              "Baton does not wait for replicas (WAIT). In a failover the newest locks, releases and"
                  + " places in queues can be lost: two can then hold one lock."));
    }
    return Optional.of(
        wanted > 0
            ? Finding.of(
                NAME,
                Level.NOTE,
                "min-replicas-to-write is %d, max-lag %s s"
                    .formatted(wanted, facts.config("min-replicas-max-lag").orElse("?")),
                "A primary that is cut off stops granting after that lag. What it granted in the"
                    + " last moment can still be lost: two can then hold one lock for a lease at"
                    + " most; the second has the larger fence.")
            : Finding.of(
                    NAME,
                    Level.WARNING,
                    "min-replicas-to-write is 0",
                    "A primary that is cut off goes on granting locks while a replica takes over,"
                        + " and Baton does not wait for replicas (WAIT): two can hold one lock.")
                .advise(
                    "redis-cli CONFIG SET min-replicas-to-write 1, a short min-replicas-max-lag, and"
                        + " fences where two holders do damage"));
  }
}
