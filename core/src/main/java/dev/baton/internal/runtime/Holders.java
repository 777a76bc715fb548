package dev.baton.internal.runtime;

import dev.baton.internal.lease.Owner;
import java.lang.ref.WeakReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who of a cohort has its hold: one at a time, or of a lock that is shared any number. Once the
 * hold has lasted until a renewal, only whoever is to release a lease keeps it from being
 * collected: when no lease is left that anybody could release, the hold is renewed no more. All
 * happens inside the cohort's turnstile.
 */
final class Holders {
  private static final System.Logger LOG = System.getLogger(Holders.class.getName());

  private final boolean many;
  private @Nullable Holding first;

  /** One of those who have the hold, linked to the others. */
  static final class Holding {
    /** Null from the first renewal on, unless it must not be forgotten. */
    private @Nullable HeldLease lease;

    /** In place of the lease, which its own process may have forgotten. */
    private @Nullable WeakReference<HeldLease> loose;

    /** Where the lease was acquired, if that is recorded. */
    private final @Nullable Throwable origin;

    /** The thread that acquired the lease, if it waited for that, and others may have it too. */
    private final @Nullable Thread thread;

    private @Nullable Holding before;
    private @Nullable Holding behind;

    /** Whether it is one of them still. */
    private boolean linked = true;

    private Holding(HeldLease lease, @Nullable Thread thread) {
      this.lease = lease;
      this.thread = thread;
      this.origin = lease.origin();
    }

    private @Nullable HeldLease lease() {
      WeakReference<HeldLease> known = loose;
      return known == null ? lease : known.get();
    }
  }

  /**
   * Nobody yet.
   *
   * @param many whether any number may have it at the same time
   */
  Holders(boolean many) {
    this.many = many;
  }

  /** Whether nobody has it; one whose lease nobody can reach any more still does. */
  boolean isEmpty() {
    return first == null;
  }

  /** How many have it. */
  int size() {
    int size = 0;
    for (Holding holding = first; holding != null; holding = holding.behind) {
      size++;
    }
    return size;
  }

  /** Whether more than one have it. */
  boolean areSeveral() {
    return first != null && first.behind != null;
  }

  /** Whether another may have it beside those who do. */
  boolean admitAnother() {
    return many || first == null;
  }

  /** Whether the one with this lease is among them. */
  boolean have(HeldLease asked) {
    Holding holding = asked.holding;
    return holding != null && holding.linked;
  }

  /** Whether one of several acquired it on this thread; null is none. */
  boolean include(@Nullable Thread thread) {
    Holding holding = thread == null ? null : first;
    while (holding != null && holding.thread != thread) {
      holding = holding.behind;
    }
    return holding != null;
  }

  /** Does something with each thread on which one of several acquired it. */
  void forEachThread(Consumer<Thread> action) {
    for (Holding holding = first; holding != null; holding = holding.behind) {
      if (holding.thread != null) {
        action.accept(holding.thread);
      }
    }
  }

  /**
   * It is given to the one with this lease, who acquired it on a thread that waited, or on none.
   */
  void add(HeldLease added, @Nullable Thread thread) {
    Holding holding = new Holding(added, many ? thread : null);
    added.holding = holding;
    holding.behind = first;
    if (first != null) {
      first.before = holding;
    }
    first = holding;
  }

  /** The one with this lease, who has it, does not any more. */
  void remove(HeldLease removed) {
    Holding holding = removed.holding;
    if (holding != null && holding.linked) {
      unlink(holding);
    }
  }

  private void unlink(Holding holding) {
    holding.linked = false;
    Holding before = holding.before;
    Holding behind = holding.behind;
    if (before == null) {
      first = behind;
    } else {
      before.behind = behind;
    }
    if (behind != null) {
      behind.before = before;
    }
  }

  /** Nobody has it any more; does something with each whose lease can be reached. */
  void clear(Consumer<HeldLease> action) {
    Holding holding = first;
    first = null;
    while (holding != null) {
      holding.linked = false;
      HeldLease lease = holding.lease();
      if (lease != null) {
        action.accept(lease);
      }
      holding = holding.behind;
    }
  }

  /** A lease must not be forgotten: somebody waits to hear of its loss. */
  void tie(HeldLease watched) {
    Holding holding = watched.holding;
    if (holding != null && holding.linked) {
      holding.lease = watched;
      holding.loose = null;
    }
  }

  /** The hold is about to be renewed, which makes sense as long as somebody can release it. */
  void onRenewal(Hold hold) {
    Holding next = first;
    while (next != null) {
      Holding holding = next;
      next = holding.behind;
      String gone = whyGone(holding);
      if (gone == null) {
        loosen(holding, hold);
      } else if (areSeveral()) {
        LOG.log(
            System.Logger.Level.WARNING,
            () -> hold + " is that of others now: " + gone,
            holding.origin);
        unlink(holding);
      } else {
        hold.abandon(gone, holding.origin);
      }
    }
  }

  /** Why nobody is left who could release a lease; null if somebody is. */
  private static @Nullable String whyGone(Holding holding) {
    HeldLease lease = holding.lease();
    if (lease == null) {
      return "nobody can reach its lease any more";
    }
    Owner owner = lease.owner();
    return owner != null && owner.isGone() ? owner + " has ended without releasing it" : null;
  }

  private static void loosen(Holding holding, Hold hold) {
    HeldLease lease = holding.lease;
    if (lease != null
        && lease.owner() == null
        && !lease.isWatched()
        && hold.lock().options().ownerToken().isEmpty()) {
      holding.loose = new WeakReference<>(lease);
      holding.lease = null;
    }
  }
}
