package dev.baton.internal.deferred;

import dev.baton.LeaderElection;
import dev.baton.Leadership;
import java.util.Optional;

/** Stands in for a candidate, which asks once its client is there. */
final class DeferredElection extends DeferredObserver<LeaderElection> implements LeaderElection {
  DeferredElection(DeferredClient client, String name) {
    super(client, name);
  }

  @Override
  public boolean isLeader() {
    LeaderElection known = target();
    return known != null && known.isLeader();
  }

  @Override
  public Optional<Leadership> leadership() {
    LeaderElection known = target();
    return known == null ? Optional.empty() : known.leadership();
  }
}
