package dev.baton.internal.deadlock;

import dev.baton.LockState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What two looks have in common. A look at many locks is not one step: what it sees of one lock may
 * be over when it sees the next. But what is there in both looks has been there all the time
 * between the last step of the first and the first step of the second, since each grant and each
 * place in a queue has a token of its own. So all of it was true at the same time.
 */
final class TwoLooks {
  private TwoLooks() {}

  /**
   * The holds and waits of the second look that were there in the first.
   *
   * @param first look, at each lock once
   * @param second look, at some of the same locks
   * @param between the time between the two, at least
   */
  static List<LockState> common(List<LockState> first, List<LockState> second, Duration between) {
    Map<String, LockState> before = new HashMap<>();
    first.forEach(state -> before.put(state.name(), state));
    List<LockState> common = new ArrayList<>();
    for (LockState now : second) {
      LockState then = before.get(now.name());
      if (then != null) {
        common.add(common(then, now, between));
      }
    }
    return common;
  }

  private static LockState common(LockState before, LockState now, Duration between) {
    Set<String> waited =
        before.waiters().stream().map(LockState.Waiter::ownerToken).collect(Collectors.toSet());
    List<LockState.Waiter> waiters =
        now.waiters().stream()
            .filter(
                waiter ->
                    waited.contains(waiter.ownerToken())
                        // A caller's token may have come a second time.
                        && waiter.waited().compareTo(between) >= 0)
            .toList();
    Optional<LockState.Sharing> sharing = now.sharing().flatMap(all -> common(before, all));
    boolean same =
        now.sharing().isPresent()
            ? sharing.isPresent()
            : before.sharing().isEmpty()
                && before.holder().equals(now.holder())
                && before.fencingToken().equals(now.fencingToken());
    return new LockState(
        now.name(),
        same ? now.holder() : Optional.empty(),
        now.heldFor(),
        now.expiresIn(),
        now.fencingToken(),
        waiters.size(),
        waiters,
        sharing);
  }

  private static Optional<LockState.Sharing> common(LockState before, LockState.Sharing now) {
    Set<String> held =
        before.sharing().stream()
            .flatMap(sharing -> sharing.holders().stream())
            .map(LockState.Holder::ownerToken)
            .collect(Collectors.toSet());
    List<LockState.Holder> holders =
        now.holders().stream().filter(holder -> held.contains(holder.ownerToken())).toList();
    return holders.isEmpty()
        ? Optional.empty()
        : Optional.of(new LockState.Sharing(holders.size(), now.weight(), now.limited(), holders));
  }
}
