package dev.baton.internal.election;

import dev.baton.ElectionOptions;
import dev.baton.LeaderElection;
import dev.baton.LeaderObserver;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** All elections of one client, and who looks on which. */
public final class Elections {

  /** A watch, and for whom; it ends with the last of them. */
  private record Watched(Watch watch, Set<Onlooker> by) {}

  private final Surroundings client;
  private final Set<Candidate> candidates = ConcurrentHashMap.newKeySet();
  private final Map<String, Watched> watches = new ConcurrentHashMap<>();

  /** None yet. */
  public Elections(Surroundings client) {
    this.client = client;
  }

  /** A candidate that asks to lead. */
  public LeaderElection elect(
      String name, ElectionOptions options, LeaderElection.Listener listener) {
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(listener, "listener");
    Candidate candidate =
        new Candidate(client, options, listener, observe(name), candidates::remove);
    candidates.add(candidate);
    candidate.ask();
    return candidate;
  }

  /** Looks on who leads, or will when it is asked to. */
  public LeaderObserver observe(String name) {
    return new Onlooker(this, client, name);
  }

  /** Somebody is to be told. */
  void follow(Onlooker onlooker, Watch.Follower follower) {
    Watched watched =
        Objects.requireNonNull(
            watches.compute(
                onlooker.name(),
                (name, known) -> {
                  if (onlooker.closed) {
                    throw new IllegalStateException(onlooker + " is closed");
                  }
                  onlooker.followers.add(follower);
                  Watched its =
                      known == null
                          ? new Watched(new Watch(client, name), ConcurrentHashMap.newKeySet())
                          : known;
                  its.by.add(onlooker);
                  its.watch.add(follower);
                  return its;
                }));
    watched.watch.look();
  }

  /** Nobody is to be told any more for whom this one looks on. */
  void lookAway(Onlooker onlooker) {
    watches.compute(onlooker.name(), (name, known) -> without(onlooker, known));
  }

  private static @Nullable Watched without(Onlooker onlooker, @Nullable Watched known) {
    onlooker.closed = true;
    if (known == null || !known.by.remove(onlooker)) {
      return known;
    }
    known.watch.remove(onlooker.followers);
    if (!known.by.isEmpty()) {
      return known;
    }
    known.watch.close();
    return null;
  }

  /**
   * All step down.
   *
   * @return completes once they have; at once if the calling thread is one of theirs
   */
  public CompletableFuture<Void> close() {
    List<Candidate> all = List.copyOf(candidates);
    boolean own = all.stream().anyMatch(Candidate::isCaller);
    CompletableFuture<?>[] left =
        all.stream().map(Candidate::leave).toArray(CompletableFuture<?>[]::new);
    for (Watched watched : watches.values()) {
      List.copyOf(watched.by).forEach(Onlooker::close);
    }
    return own ? CompletableFuture.completedFuture(null) : CompletableFuture.allOf(left);
  }

  /** How much it keeps. */
  public int size() {
    return candidates.size() + watches.size();
  }
}
