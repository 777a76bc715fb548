package dev.baton.cluster;

import dev.baton.spi.Backend;
import dev.baton.spi.BackendListener;
import dev.baton.spi.NodeConnector;
import dev.baton.spi.ServerAddress.Node;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The nodes that are connected to, or may be: one member an address. */
final class Members {
  private final Map<Node, ClusterMember> byNode = new ConcurrentHashMap<>();
  private final NodeConnector connector;
  private final Function<ClusterMember, BackendListener> listeners;
  private final RefreshSignal signal;
  private Set<ClusterMember> kept = Set.of();
  private volatile boolean closed;

  Members(
      NodeConnector connector,
      Function<ClusterMember, BackendListener> listeners,
      RefreshSignal signal) {
    this.connector = connector;
    this.listeners = listeners;
    this.signal = signal;
  }

  /** The member at an address; it is opened when it is first wanted. */
  ClusterMember at(Node node) {
    ClusterMember known = byNode.get(node);
    if (known != null) {
      return known;
    }
    ClusterMember member =
        byNode.computeIfAbsent(
            node, fresh -> new ClusterMember(fresh, connector, listeners, signal));
    if (closed) {
      member.close();
    }
    return member;
  }

  Collection<ClusterMember> all() {
    return byNode.values();
  }

  /**
   * Closes those that have not been needed for a time in which every command under way was answered
   * or given up. For the refreshing thread only.
   *
   * @param primaries those that are needed
   * @return whether some are left that are not needed
   */
  boolean keep(Collection<ClusterMember> primaries, long graceNanos) {
    Set<ClusterMember> wanted = new HashSet<>(primaries);
    wanted.forEach(ClusterMember::needed);
    kept.stream().filter(member -> !wanted.contains(member)).forEach(ClusterMember::needed);
    kept = wanted;
    boolean left = false;
    for (ClusterMember member : List.copyOf(byNode.values())) {
      if (wanted.contains(member)) {
        continue;
      }
      if (member.wasNeededWithin(graceNanos)) {
        left = true;
      } else {
        byNode.remove(member.node(), member);
        Waits.start("baton-cluster-close", member::close);
      }
    }
    return left;
  }

  /** Whether the calling thread brings no answers of any of them. */
  boolean mayWait() {
    for (ClusterMember member : byNode.values()) {
      Backend open = member.ifOpen();
      if (open != null && !open.mayWait()) {
        return false;
      }
    }
    return true;
  }

  /** That of the backends, which are all alike; there is one once a node has answered. */
  Duration commandTimeout() {
    return byNode.values().stream()
        .map(ClusterMember::ifOpen)
        .filter(Objects::nonNull)
        .map(Backend::commandTimeout)
        .findFirst()
        .orElseThrow();
  }

  /** Closes all; one that is asked for from now on is closed. */
  void close() {
    closed = true;
    byNode.values().forEach(ClusterMember::close);
  }
}
