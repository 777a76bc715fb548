package dev.baton.internal.quorum;

import dev.baton.BackendException;
import dev.baton.DistributedLock;
import dev.baton.LockClient;
import dev.baton.LockState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Asks all members about locks, and makes one answer of theirs. Blocking. */
final class QuorumSurvey {
  private static final Pattern AGAIN = Pattern.compile(Pattern.quote(QuorumLock.AGAIN) + "\\d+$");

  private final List<QuorumMember> members;
  private final int majority;
  private final Executor askers;

  QuorumSurvey(List<QuorumMember> members, int majority, Executor askers) {
    this.members = members;
    this.majority = majority;
    this.askers = askers;
  }

  /**
   * Asks all members at once, and waits until each has answered or failed.
   *
   * @return the answers there are
   * @throws BackendException if they are no majority
   */
  <R> List<R> ask(String name, Function<DistributedLock, R> question) {
    List<CompletableFuture<R>> asked = new ArrayList<>();
    for (QuorumMember member : members) {
      CompletableFuture<R> answer = new CompletableFuture<>();
      asked.add(answer);
      askers.execute(() -> complete(answer, member, name, question));
    }
    List<R> answers = new ArrayList<>();
    RuntimeException failure = null;
    for (CompletableFuture<R> answer : asked) {
      try {
        answers.add(answer.join());
      } catch (CompletionException e) {
        failure = e.getCause() instanceof RuntimeException cause ? cause : e;
      }
    }
    if (failure != null && answers.size() < majority) {
      throw failure;
    }
    return answers;
  }

  private static <R> void complete(
      CompletableFuture<R> answer,
      QuorumMember member,
      String name,
      Function<DistributedLock, R> question) {
    try {
      answer.complete(
          question.apply(member.lock(name).orElseThrow(() -> member.noConnection(name))));
    } catch (RuntimeException e) {
      answer.completeExceptionally(e);
    }
  }

  /** What members find, see {@link QuorumSearch}. */
  Stream<LockState> find(Function<LockClient, Stream<LockState>> search) {
    return QuorumSearch.of(members, majority, search);
  }

  /** Does something on one member that takes the token, by that of a quorum's lease. */
  static boolean onBehalf(DistributedLock lock, String ownerToken, Predicate<String> act) {
    if (act.test(ownerToken)) {
      return true;
    }
    Optional<String> holder = lock.inspect().holder();
    return holder.isPresent()
        && holder.get().startsWith(ownerToken + QuorumLock.AGAIN)
        && act.test(holder.get());
  }

  /** One state of many: the holder is whoever has a majority. */
  static LockState merge(String name, List<LockState> states, int majority) {
    Map<String, List<LockState>> votes = new HashMap<>();
    for (LockState state : states) {
      state
          .holder()
          .ifPresent(
              holder ->
                  votes.computeIfAbsent(tokenOf(holder), any -> new ArrayList<>()).add(state));
    }
    Optional<Long> fence = longest(states, LockState::fencingToken);
    for (Map.Entry<String, List<LockState>> vote : votes.entrySet()) {
      List<LockState> theirs = vote.getValue();
      if (theirs.size() >= majority) {
        return new LockState(
            name,
            Optional.of(vote.getKey()),
            longest(theirs, LockState::heldFor),
            expiry(theirs, majority),
            longest(theirs, LockState::fencingToken),
            /* waiting= */ 0,
            List.of());
      }
    }
    return new LockState(
        name, Optional.empty(), Optional.empty(), Optional.empty(), fence, 0, List.of());
  }

  /** A vote that was asked for again has the token of its lease, and a number of its own. */
  private static String tokenOf(String holder) {
    return AGAIN.matcher(holder).replaceFirst("");
  }

  private static <T extends Comparable<T>> Optional<T> longest(
      List<LockState> states, Function<LockState, Optional<T>> part) {
    return states.stream().map(part).flatMap(Optional::stream).max(T::compareTo);
  }

  /** When too few are left; empty if that is never. */
  private static Optional<Duration> expiry(List<LockState> states, int majority) {
    List<Duration> sorted = states.stream().flatMap(s -> s.expiresIn().stream()).sorted().toList();
    int tipping = states.size() - majority;
    return tipping < sorted.size() ? Optional.of(sorted.get(tipping)) : Optional.empty();
  }
}
