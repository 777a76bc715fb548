package dev.baton.cli.doctor;

import dev.baton.cli.server.Reply;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether the server takes writes at this moment. */
final class Writes {
  private static final Map<String, String> REASONS =
      Map.of(
          "READONLY", "connect to the primary",
          "OOM", "raise maxmemory or free some",
          "NOREPLICAS", "bring the replicas back, or lower min-replicas-to-write",
          "MISCONF", "see the server's log: it cannot save to its disk",
          "MASTERDOWN", "the replica has lost its primary: connect to the primary",
          "LOADING", "the server is loading its data: try again soon",
          "BUSY", "a script blocks the server: see SCRIPT KILL",
          "MOVED", "this is a node of a cluster: name that, redis-cluster://HOST:PORT",
          "CLUSTERDOWN", "the cluster lacks primaries for some slots: see CLUSTER INFO");

  private Writes() {}

  static Optional<Finding> judge(List<Reply.Refused> refusals) {
    return refusals.stream()
        .filter(refused -> REASONS.containsKey(refused.code()))
        .findFirst()
        .map(
            refused ->
                Finding.of(
                        "writes",
                        Level.DANGER,
                        "the server refuses writes now: " + refused.message(),
                        "No lock can be taken.")
                    .advise(REASONS.getOrDefault(refused.code(), "")));
  }
}
