package dev.baton.internal.runtime;

import dev.baton.internal.lease.Owner;
import java.lang.ref.WeakReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who of a cohort has a hold: one at a time, or of a lock that is shared any number. Once the hold
 * has lasted until a renewal, only whoever is to release a lease keeps it from being collected:
 * when no lease is left that anybody could release, the hold is renewed no more. All happens inside
 * the cohort's turnstile.
 */
final class Holders {
  private static final System.Logger LOG = System.getLogger(Holders.class.getName());

  private @Nullable Holding first;

  /**
   * One of those who have the hold, linked to the others: a reference to the lease, which its own
   * process may have forgotten.
   */
  static final class Holding extends WeakReference<HeldLease> {
    /**
     * The lease, which is not forgotten then; null from the first renewal on, unless it must not.
     */
    private @Nullable HeldLease tied;

    /** Where the lease was acquired, if that is recorded. */
    private final @Nullable Throwable origin;

    /** The thread that acquired the lease, if it waited for that, and others may have it too. */
    private final @Nullable Thread thread;

    /** Itself once it is not one of them any more. */
    private @Nullable Holding before;

    private @Nullable Holding behind;

    private Holding(HeldLease lease, @Nullable Thread thread) {
      super(lease);
      this.tied = lease;
      this.thread = thread;
      this.origin = lease.origin();
    }

    private boolean isLinked() {
      return before != this;
    }

    private void markUnlinked() {
      before = this;
    }
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

  /** Whether the one with this lease is among them. */
  boolean have(HeldLease asked) {
    Holding holding = asked.holding;
    return holding != null && holding.isLinked();
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
   * It is given to the one with this lease.
   *
   * @param thread that on which it was acquired, if one waited and others may have it too
   */
  void add(HeldLease added, @Nullable Thread thread) {
    Holding holding = new Holding(added, thread);
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
    if (holding != null && holding.isLinked()) {
      unlink(holding);
    }
  }

  private void unlink(Holding holding) {
    Holding before = holding.before;
    Holding behind = holding.behind;
    holding.markUnlinked();
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
      holding.markUnlinked();
      HeldLease lease = holding.get();
      if (lease != null) {
        action.accept(lease);
      }
      holding = holding.behind;
    }
  }

  /** A lease must not be forgotten: somebody waits to hear of its loss. */
  static void tie(HeldLease watched) {
    Holding holding = watched.holding;
    if (holding != null && holding.isLinked()) {
      holding.tied = watched;
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
    HeldLease lease = holding.get();
    if (lease == null) {
      return "nobody can reach its lease any more";
    }
    Owner owner = lease.owner();
    return owner != null && owner.isGone() ? owner + " has ended without releasing it" : null;
  }

  private static void loosen(Holding holding, Hold hold) {
    HeldLease lease = holding.tied;
    if (lease != null
        && lease.owner() == null
        && !lease.isWatched()
        && hold.lock().options().ownerToken().isEmpty()) {
      holding.tied = null;
    }
  }
}
