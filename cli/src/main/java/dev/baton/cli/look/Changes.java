package dev.baton.cli.look;

import dev.baton.LockState;
import dev.baton.cli.base.Owner;
import dev.baton.cli.base.Shares;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
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
    if (now.sharing().isPresent() || before.flatMap(LockState::sharing).isPresent()) {
      sharing(before, now, lines);
    } else {
      holder(before, now, lines);
    }
    Set<String> waitedBefore = before.map(Changes::waiters).orElse(Set.of());
    Set<String> waitNow = waiters(now);
    for (String token : waitNow) {
      if (!waitedBefore.contains(token)) {
        lines.add("waiting: " + shown(token) + wanted(now, token));
      }
    }
    for (String token : waitedBefore) {
      boolean granted =
          Shares.tokens(now).stream()
              .anyMatch(value -> value.matches(Pattern.quote(token) + "([#*].*)?"));
      if (!waitNow.contains(token) && !granted) {
        lines.add("waits no more: " + shown(token));
      }
    }
    return lines;
  }

  private static void holder(Optional<LockState> before, LockState now, List<String> lines) {
    Optional<String> holder = before.flatMap(LockState::holder);
    if (before.isEmpty() || !holder.equals(now.holder())) {
      lines.add(now.holder().map(token -> "held by " + shown(token) + fence(now)).orElse("free"));
    } else if (renewed(before.get(), now)) {
      lines.add("renewed by " + now.holder().map(Changes::shown).orElse("nobody"));
    }
  }

  /** Who came to share it and who shares it no more; the renewals of many would hide the rest. */
  private static void sharing(Optional<LockState> before, LockState now, List<String> lines) {
    Set<String> shared = sharers(before);
    Set<String> share = sharers(Optional.of(now));
    boolean first = before.flatMap(LockState::sharing).isEmpty();
    for (String token : share) {
      if (!shared.contains(token)) {
        lines.add("shared by " + shown(token) + (first ? fence(now) : ""));
        first = false;
      }
    }
    for (String token : shared) {
      if (!share.contains(token)) {
        lines.add("shared no more by " + shown(token));
      }
    }
    if (now.sharing().isEmpty()) {
      holder(Optional.empty(), now, lines);
    }
  }

  private static Set<String> sharers(Optional<LockState> state) {
    return state.flatMap(LockState::sharing).stream()
        .flatMap(sharing -> sharing.holders().stream().map(LockState.Holder::ownerToken))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static String wanted(LockState state, String token) {
    return state.waiters().stream()
        .filter(waiter -> Shares.matter(state) && waiter.ownerToken().equals(token))
        .findFirst()
        .map(waiter -> ", " + Shares.wanted(waiter))
        .orElse("");
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
