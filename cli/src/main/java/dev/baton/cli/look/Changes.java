package dev.baton.cli.look;

import dev.baton.LockState;
import dev.baton.cli.base.Owner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What happened to a lock between two looks at it. */
public final class Changes {
  private static final int WIDEST = 60;

  /** A lease that ends later than by the passing of time was renewed. */
  private static final Duration SLACK = Duration.ofMillis(500);

  private Changes() {}

  /**
   * What happened, in words, a line each.
   *
   * @param before what was seen before, empty at first
   * @param now what is seen now
   */
  public static List<String> between(Optional<LockState> before, LockState now) {
    List<String> lines = new ArrayList<>();
    Optional<String> holder = before.flatMap(LockState::holder);
    if (before.isEmpty() || !holder.equals(now.holder())) {
      lines.add(now.holder().map(token -> "held by " + shown(token) + fence(now)).orElse("free"));
    } else if (renewed(before.get(), now)) {
      lines.add("renewed by " + now.holder().map(Changes::shown).orElse("nobody"));
    }
    Set<String> waitedBefore = before.map(Changes::waiters).orElse(Set.of());
    Set<String> waitNow = waiters(now);
    for (String token : waitNow) {
      if (!waitedBefore.contains(token)) {
        lines.add("waiting: " + shown(token));
      }
    }
    for (String token : waitedBefore) {
      boolean granted = now.holder().filter(value -> value.startsWith(token)).isPresent();
      if (!waitNow.contains(token) && !granted) {
        lines.add("waits no more: " + shown(token));
      }
    }
    return lines;
  }

  private static boolean renewed(LockState before, LockState now) {
    return before.expiresIn().isPresent()
        && now.expiresIn().isPresent()
        && now.expiresIn().get().compareTo(before.expiresIn().get().plus(SLACK)) > 0;
  }

  private static Set<String> waiters(LockState state) {
    return state.waiters().stream()
        .map(LockState.Waiter::ownerToken)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static String fence(LockState state) {
    return state.fencingToken().map(fence -> ", fence " + fence).orElse("");
  }

  private static String shown(String token) {
    return Owner.of(token).shown(WIDEST);
  }
}
