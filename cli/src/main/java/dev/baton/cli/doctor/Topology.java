package dev.baton.cli.doctor;

import dev.baton.cli.server.Reply;
import dev.baton.cli.server.Server;
import java.util.List;
import java.util.Optional;

/** Whether this is the one server that takes writes, and who else is there. */
final class Topology {
  private static final String NAME = "topology";

  /** The channel on which Sentinels meet at each server that they watch. */
  private static final String SENTINELS = "__sentinel__:hello";

  private Topology() {}

  /** Whether Sentinels watch the server; false also if this user may not see it. */
  static boolean watched(Server server) {
    var counts = server.ask("PUBSUB", "NUMSUB", SENTINELS).items();
    return counts.size() == 2 && !String.valueOf(counts.get(1)).equals("0");
  }

  /** How many replicas are connected, by INFO or by ROLE. */
  static Optional<Long> replicas(Facts facts, Reply role) {
    List<?> words = role.items();
    return facts
        .count("connected_slaves")
        .or(
            () ->
                words.size() == 3 && words.get(2) instanceof List<?> replicas
                    ? Optional.of((long) replicas.size())
                    : Optional.empty());
  }

  static boolean isSentinel(Facts facts) {
    return facts.info("redis_mode").orElse("").equals("sentinel");
  }

  static Finding judge(Facts facts, Reply role, boolean watched) {
    String mode = facts.info("redis_mode").orElse("");
    if (isSentinel(facts)) {
      return Finding.of(
              NAME, Level.DANGER, "this is a Sentinel", "A Sentinel holds no data, so no locks.")
          .advise(
              "ask it for the primary: redis-cli -p PORT SENTINEL GET-MASTER-ADDR-BY-NAME NAME");
    }
    if (mode.equals("cluster") || facts.info("cluster_enabled").orElse("").equals("1")) {
      return Finding.of(
              NAME,
              Level.DANGER,
              "this is a node of a cluster",
              "Addressed like this, a lock whose slot is on another node is refused with MOVED.")
          .advise("name the cluster: redis-cluster://HOST:PORT,HOST2:PORT2");
    }
    Optional<String> is =
        facts.info("role").or(() -> role.items().stream().findFirst().map(String::valueOf));
    if (is.isEmpty()) {
      return Finding.unseen(
          NAME,
          "whether this is a primary (INFO, ROLE)",
          "Locks live on the primary; a replica refuses them.");
    }
    return is.get().equals("master")
        ? primary(replicas(facts, role).orElse(0L), watched)
        : replica(facts);
  }

  private static Finding replica(Facts facts) {
    String primary =
        facts
            .info("master_host")
            .map(host -> host + ":" + facts.info("master_port").orElse("6379"))
            .orElse("an address that this user may not see");
    return Finding.of(
            NAME,
            Level.DANGER,
            "this is a replica; its primary is " + primary,
            "A replica takes no locks, and one that is writable takes them beside the primary's: two"
                + " can hold one lock.")
        .advise("connect to the primary");
  }

  private static Finding primary(long replicas, boolean watched) {
    String found =
        (replicas == 0
                ? "a primary without replicas"
                : "a primary with " + replicas + (replicas == 1 ? " replica" : " replicas"))
            + (watched ? ", watched by Sentinel" : "");
    if (watched) {
      return Finding.of(
              NAME,
              Level.NOTE,
              found,
              "After a failover this address is that of a replica, and Baton does not follow by"
                  + " itself from an address.")
          .advise("name the Sentinels: redis-sentinel://HOST:26379,HOST2:26379/PRIMARY");
    }
    return replicas > 0
        ? Finding.of(
            NAME,
            Level.NOTE,
            found,
            "Locks are on the primary alone until they are copied; see \"failover\".")
        : Finding.of(
            NAME,
            Level.OK,
            found,
            "One server has the last word, which is what locks are safest with; while it is down"
                + " there are none.");
  }
}
