package dev.baton.cluster;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.baton.spi.Backend;
import dev.baton.spi.BackendFault;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.ServerError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Brings channels to the primaries of their slots. Whoever subscribes or ends a channel at a node
 * has its subscription to himself until that is done ({@link Subscription#busy}): the nodes hear of
 * a channel from one thread at a time.
 */
final class Subscriber {
  private static final int MOST_REDIRECTIONS = 16;

  private final ChannelBook book;
  private final Routes routes;
  private final long timeoutNanos;

  Subscriber(ChannelBook book, Routes routes, long timeoutNanos) {
    this.book = book;
    this.routes = routes;
    this.timeoutNanos = timeoutNanos;
  }

  /** Subscribes a channel and returns once that is confirmed; nothing if it is in the books. */
  void subscribe(byte[] channel) {
    long deadline = System.nanoTime() + timeoutNanos;
    Subscription mine = claim(channel, deadline);
    if (mine == null) {
      return;
    }
    try {
      for (int attempt = 0; !bring(mine, deadline, attempt >= MOST_REDIRECTIONS); attempt++) {
        if (System.nanoTime() - deadline > 0) {
          throw unconfirmed();
        }
      }
    } finally {
      book.locked(
          () -> {
            book.change(mine, each -> each.wanted &= each.established);
            return null;
          });
      release(mine);
    }
  }

  /** Makes it the caller's; null if it is subscribed already, and restored if need be. */
  private @Nullable Subscription claim(byte[] channel, long deadline) {
    while (true) {
      Subscription fresh = new Subscription(channel);
      CompletableFuture<Void> mine = new CompletableFuture<>();
      CompletableFuture<Void> busy =
          book.locked(
              () -> {
                Subscription known = book.find(channel);
                if (known == null) {
                  fresh.busy = mine;
                  book.add(fresh);
                  return mine;
                }
                book.change(known, each -> each.wanted = true);
                return known.established ? null : known.busy;
              });
      if (busy == mine) {
        return fresh;
      }
      if (busy == null) {
        routes.refresh();
        return null;
      }
      if (!doneBy(deadline, busy)) {
        throw unconfirmed();
      }
    }
  }

  /** Waits for it; false if it takes longer. */
  private static boolean doneBy(long deadline, CompletableFuture<?> awaited) {
    return awaited
        .handle((done, thrown) -> true)
        .completeOnTimeout(false, Math.max(0, deadline - System.nanoTime()), NANOSECONDS)
        .join();
  }

  private static ConnectionFault unconfirmed() {
    return new ConnectionFault(
        "the cluster did not confirm a subscription in time", /* mayHaveRun= */ true, null);
  }

  /**
   * Subscribes at the primary of the slot, waiting for it.
   *
   * @param deadline the latest time for that node to be connected to
   * @param last whether another redirection would be one too many
   * @return false if the slot is elsewhere: try again
   */
  private boolean bring(Subscription mine, long deadline, boolean last) {
    ClusterMember owner = routes.owner(mine.slot());
    if (owner == null) {
      throw routes.nowhere(mine.slot());
    }
    ClusterMember before = book.locked(() -> mine.at);
    if (before != null && before != owner) {
      unsubscribe(before, mine);
    }
    if (!doneBy(deadline, owner.open())) {
      throw unconfirmed();
    }
    Backend backend = open(owner);
    book.locked(
        () -> {
          book.change(mine, each -> each.forget());
          mine.at = owner;
          return null;
        });
    try {
      backend.subscribe(mine.channel(), true);
    } catch (BackendFault e) {
      book.locked(
          () -> {
            book.change(mine, Subscription::forget);
            return null;
          });
      owner.note(e);
      if (!last && e instanceof ServerError error && follow(error, owner)) {
        return false;
      }
      throw e instanceof ServerError error && Redirection.isOne(error) ? lost(owner) : e;
    }
    return book.locked(
        () -> {
          // ended in the meantime? Then it is no longer there
          book.change(mine, each -> each.confirmed = each.at == owner);
          book.change(mine, each -> each.established |= each.confirmed);
          return mine.confirmed;
        });
  }

  /** A node that refuses connections has said nothing of subscriptions. */
  private static Backend open(ClusterMember owner) {
    try {
      return Waits.await(owner.open());
    } catch (ServerError e) {
      throw new ConnectionFault(
          "cluster node " + owner + " refused a connection: " + e.message(), false, e);
    }
  }

  private boolean follow(ServerError error, ClusterMember asked) {
    Redirection next = Redirection.of(error, asked.node());
    if (next == null || next.asking()) {
      return false;
    }
    routes.follow(next);
    return true;
  }

  private static ConnectionFault lost(ClusterMember owner) {
    return new ConnectionFault(
        "nodes of the cluster go on naming each other, " + owner + " last", false, null);
  }

  private static void unsubscribe(ClusterMember member, Subscription subscription) {
    Backend backend = member.ifOpen();
    if (backend != null) {
      backend.unsubscribe(subscription.channel(), true);
    }
  }

  /** Ends a subscription. Does not wait for the server. */
  void unsubscribe(byte[] channel) {
    Subscription mine =
        book.locked(
            () -> {
              Subscription known = book.find(channel);
              if (known == null) {
                return null;
              }
              book.change(known, each -> each.wanted = false);
              if (known.busy != null) {
                return null; // who is busy with it ends it
              }
              known.busy = new CompletableFuture<>();
              return known;
            });
    if (mine != null) {
      release(mine);
    }
  }

  /** Gives it up, after having ended it at its node if nobody wants it any more. */
  private void release(Subscription mine) {
    while (true) {
      ClusterMember leaving =
          book.locked(
              () -> {
                ClusterMember last = mine.wanted ? null : mine.at;
                if (last != null) {
                  mine.established = false;
                  mine.forget();
                }
                return last;
              });
      if (leaving != null) {
        unsubscribe(leaving, mine);
        continue;
      }
      CompletableFuture<Void> done =
          book.locked(
              () -> {
                if (!mine.wanted && mine.at != null) {
                  return null;
                }
                if (!mine.wanted || !mine.established) {
                  book.remove(mine);
                }
                CompletableFuture<Void> busy = mine.busy;
                mine.busy = null;
                return busy;
              });
      if (done != null) {
        done.complete(null);
        return;
      }
    }
  }

  /** Brings what is missing to where it belongs, a node a thread: none waits for another. */
  void restore() {
    Map<ClusterMember, List<Subscription>> byOwner = new HashMap<>();
    for (Subscription each : book.misplaced(routes::owner)) {
      ClusterMember owner = routes.owner(each.slot());
      if (owner != null && owner.ifOpen() != null && claim(each)) {
        byOwner.computeIfAbsent(owner, any -> new ArrayList<>()).add(each);
      }
    }
    byOwner.forEach((owner, all) -> Waits.start("baton-cluster-subscribe", () -> restore(all)));
  }

  private boolean claim(Subscription missing) {
    return book.locked(
        () -> {
          if (missing.busy != null || !missing.wanted || book.find(missing.channel()) != missing) {
            return false;
          }
          missing.busy = new CompletableFuture<>();
          return true;
        });
  }

  private void restore(List<Subscription> missing) {
    boolean unreachable = false;
    for (Subscription each : missing) {
      try {
        for (int attempt = 0; !unreachable && attempt < MOST_REDIRECTIONS; attempt++) {
          if (bring(each, System.nanoTime() + timeoutNanos, /* last= */ false)) {
            break;
          }
        }
      } catch (ConnectionFault e) {
        unreachable = true; // so are the others there; the next refresh has them tried again
      } catch (ServerError e) {
        // such as CLUSTERDOWN while there is no new primary: the same
      } finally {
        release(each);
      }
    }
    routes.refresh();
  }
}
