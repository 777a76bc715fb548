package dev.baton.cluster;

import dev.baton.spi.BackendFault;
import dev.baton.spi.BackendListener;
import dev.baton.spi.ServerAddress.Node;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Keeps the slot map, the backends and the subscriptions as the cluster is: looks at once when
 * there is a reason to, every 100 ms while something is not as it should be, and otherwise every 30
 * s.
 */
final class Topology {
  private static final System.Logger LOG = System.getLogger(Topology.class.getName());
  private static final long SETTLED_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long UNSETTLED_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final List<Node> seeds;
  private final Members members;
  private final Routes routes;
  private final RefreshSignal signal;
  private final BackendListener listener;
  private SlotMap lastAnswer = SlotMap.EMPTY;
  private volatile boolean closed;

  Topology(
      List<Node> seeds,
      Members members,
      Routes routes,
      RefreshSignal signal,
      BackendListener listener) {
    this.seeds = List.copyOf(seeds);
    this.members = members;
    this.routes = routes;
    this.signal = signal;
    this.listener = listener;
  }

  /**
   * Waits for a seed's answer, and until each primary is connected or is known not to be reachable.
   *
   * @throws BackendFault if no seed answers
   */
  void connect() {
    // a node's own limits end this wait
    lastAnswer = new MapRequest(members::at).send(seeds, Long.MAX_VALUE);
    routes.replace(lastAnswer);
    CompletableFuture.allOf(
            lastAnswer.primaries().stream()
                .map(primary -> primary.open().handle((opened, thrown) -> true))
                .toArray(CompletableFuture<?>[]::new))
        .join();
  }

  /** Starts looking. */
  void start(ChannelBook book, Subscriber subscriber, long timeoutNanos) {
    Waits.start("baton-cluster", () -> run(book, subscriber, timeoutNanos));
  }

  private void run(ChannelBook book, Subscriber subscriber, long timeoutNanos) {
    long graceNanos = timeoutNanos + TimeUnit.SECONDS.toNanos(1);
    boolean settled = isWhole();
    boolean leaving = true;
    long last = System.nanoTime() - UNSETTLED_NANOS;
    while (true) {
      long pause = leaving ? Math.min(SETTLED_NANOS, graceNanos) : SETTLED_NANOS;
      signal.await(settled ? pause : UNSETTLED_NANOS);
      LockSupport.parkNanos(last + UNSETTLED_NANOS - System.nanoTime()); // many may signal
      if (closed) {
        return;
      }
      last = System.nanoTime();
      try {
        boolean fresh = refresh(timeoutNanos);
        List<ClusterMember> primaries = routes.map().primaries();
        primaries.forEach(ClusterMember::probe);
        leaving = members.keep(primaries, graceNanos);
        subscriber.restore();
        settled = fresh && isWhole() && !book.isMissingAny();
      } catch (RuntimeException | Error e) { // the cluster is looked after as long as it is open
        LOG.log(System.Logger.Level.ERROR, "looking at the cluster failed; trying again", e);
        settled = false;
      }
    }
  }

  private boolean isWhole() {
    SlotMap map = routes.map();
    return map.isWhole() && map.primaries().stream().allMatch(ClusterMember::isUp);
  }

  /** Asks for the map; false if nobody answers. */
  private boolean refresh(long timeoutNanos) {
    SlotMap answer;
    try {
      answer = new MapRequest(members::at).send(candidates(), timeoutNanos);
    } catch (BackendFault e) {
      return false;
    }
    routes.replace(answer);
    boolean changed = lastAnswer.differsFrom(answer);
    lastAnswer = answer;
    if (changed) {
      answer.primaries().forEach(ClusterMember::probe);
      listener.onMoved();
    }
    return true;
  }

  /** Whom to ask: those that are up first, the one that knew best before all, the seeds last. */
  private Collection<Node> candidates() {
    List<ClusterMember> primaries = routes.map().primaries();
    Collection<Node> all = new LinkedHashSet<>();
    Stream.of(Stream.ofNullable(signal.preferred()), primaries.stream(), members.all().stream())
        .flatMap(each -> each)
        .filter(ClusterMember::isUp)
        .map(ClusterMember::node)
        .forEach(all::add);
    all.addAll(seeds);
    primaries.stream().map(ClusterMember::node).forEach(all::add);
    return all;
  }

  /** Ends the thread. Does not wait for it. */
  void close() {
    closed = true;
    signal.raise();
  }
}
