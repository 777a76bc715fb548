package dev.baton.testing.server;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What nodes of a cluster say of it. Those that are down say nothing.
 *
 * @param nodes those that are asked
 */
record ClusterView(List<RedisServer> nodes) {

  /** The same, but for a node that may stand still, and would not answer. */
  ClusterView without(RedisServer silent) {
    return new ClusterView(nodes.stream().filter(node -> node != silent).toList());
  }

  /** The one that all name as the primary of a slot, if it agrees that all slots are served. */
  @Nullable RedisServer primary(int slot) {
    Set<Integer> named =
        nodes.stream()
            .map(node -> named(node, slot))
            .filter(port -> port != 0)
            .collect(Collectors.toSet());
    return nodes.stream()
        .filter(node -> named.equals(Set.of(node.port())))
        .filter(node -> says(node, "cluster_state:ok"))
        .findFirst()
        .orElse(null);
  }

  /** A replica in step with a primary. */
  @Nullable RedisServer replicaOf(RedisServer primary) {
    return nodes.stream()
        .filter(node -> Talk.replication(node).contains("master_port:" + primary.port() + "\r\n"))
        .filter(ClusterView::isInStep)
        .findFirst()
        .orElse(null);
  }

  boolean knowEachOther() {
    return nodes.stream().allMatch(node -> says(node, "cluster_known_nodes:" + nodes.size()));
  }

  /** Whether all slots are served, and all say the same of so many primaries and replicas. */
  boolean agrees(int replicas) {
    return nodes.stream().allMatch(node -> says(node, "cluster_state:ok"))
        && nodes.stream().map(node -> roles(node, replicas)).distinct().count() == 1;
  }

  boolean isInStep() {
    return nodes.stream().allMatch(ClusterView::isInStep);
  }

  private static boolean isInStep(RedisServer node) {
    String replication = Talk.replication(node);
    return replication.contains("role:master") || replication.contains("master_link_status:up");
  }

  /** The port of the primary of a slot as one server knows it; 0 if it does not. */
  private static int named(RedisServer node, int slot) {
    if (Talk.attempt(node, "CLUSTER", "SLOTS") instanceof List<?> ranges) {
      for (Object each : ranges) {
        List<?> range = (List<?>) each;
        if ((Long) range.get(0) <= slot && slot <= (Long) range.get(1)) {
          return ((Long) ((List<?>) range.get(2)).get(1)).intValue();
        }
      }
    }
    return 0;
  }

  /** Which primaries have which replicas, as one server knows it; itself if it lacks some. */
  private Object roles(RedisServer node, int replicas) {
    Set<String> roles =
        String.valueOf(Talk.attempt(node, "CLUSTER", "NODES"))
            .lines()
            .map(line -> line.split(" "))
            .map(word -> word[0] + word[2].replace("myself,", "") + word[3])
            .collect(Collectors.toSet());
    boolean whole = roles.stream().filter(role -> role.contains("slave")).count() == replicas;
    return whole && roles.size() == nodes.size() ? roles : node;
  }

  private static boolean says(RedisServer node, String line) {
    return String.valueOf(Talk.attempt(node, "CLUSTER", "INFO")).contains(line + "\r\n");
  }
}
