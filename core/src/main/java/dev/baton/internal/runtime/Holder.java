package dev.baton.internal.runtime;

import dev.baton.internal.lease.Owner;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * Who of a cohort has its hold. Once the hold has lasted until a renewal, only whoever is to
 * release the lease keeps it from being collected: if nobody is, it is renewed no more. All happens
 * inside the cohort's turnstile.
 */
final class Holder {
  private @Nullable HeldLease lease;

  /** In place of the lease, from the first renewal on. */
  private @Nullable Loose loose;

  /** A lease that its own process may have forgotten. */
  private static final class Loose extends WeakReference<HeldLease> {
    final @Nullable Throwable origin;

    Loose(HeldLease lease) {
      super(lease);
      this.origin = lease.origin();
    }
  }

  /** Whether there is one, though perhaps nobody can reach its lease any more. */
  boolean isThere() {
    return lease != null || loose != null;
  }

  /** The holder's lease, null if there is none, or nobody can reach it any more. */
  @Nullable HeldLease lease() {
    Loose known = loose;
    return known == null ? lease : known.get();
  }

  /** From now on it is the one with this lease, or nobody. */
  void become(@Nullable HeldLease next) {
    lease = next;
    loose = null;
  }

  /** The hold is about to be renewed, which makes sense as long as somebody can release it. */
  void onRenewal(Hold hold) {
    HeldLease user = lease;
    Loose known = loose;
    Owner owner = user == null ? null : user.owner();
    if (known != null && known.get() == null) {
      hold.abandon("nobody can reach its lease any more", known.origin);
    } else if (user != null && owner != null) {
      if (owner.isGone()) {
        hold.abandon(owner + " has ended without releasing it", user.origin());
      }
    } else if (user != null && !user.isWatched() && hold.lock().options().ownerToken().isEmpty()) {
      loose = new Loose(user);
      lease = null;
    }
  }
}
