package dev.baton.internal.runtime;

import dev.baton.spi.BackendListener;
import org.jspecify.annotations.Nullable;

/** What the adapter tells a client; it may begin before the client is put together. */
final class ServerEvents implements BackendListener {
  private final Inbox inbox;
  private final Cohorts cohorts;
  private volatile @Nullable Parts parts;

  ServerEvents(Inbox inbox, Cohorts cohorts) {
    this.inbox = inbox;
    this.cohorts = cohorts;
  }

  private record Parts(Shards shards, LeaseRenewer renewer, Restoration restoration) {}

  /** From now on these hear of new connections too. */
  void tell(Shards shards, LeaseRenewer renewer, Restoration restoration) {
    parts = new Parts(shards, renewer, restoration);
  }

  @Override
  public void onMessage(byte[] payload) {
    inbox.deliver(payload);
  }

  @Override
  public void onResubscribed() {
    inbox.onResubscribed();
  }

  @Override
  public void onSubscriptionLost() {
    inbox.onLost();
    // Grants that are missed now are asked for when it is back, and by polls until then; but
    // nobody could be heard who wants a lock that is kept.
    cohorts.forAll(Cohort::letGo);
  }

  @Override
  public void onReconnected() {
    Parts ready = parts;
    if (ready != null) {
      ready.restoration().reconnected(); // first: what copies of us have too is not asked about
      ready.shards().mayHaveMoved();
      ready.renewer().doubtAll();
    }
    inbox.nudgeAll();
  }
}
