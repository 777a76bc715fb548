package dev.baton.cli.survey;

import dev.baton.LockState;
import dev.baton.cli.base.Shares;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** By what locks are sorted. */
public enum Order {
  NAME(Comparator.comparing(LockState::name)),
  HOLDER(Comparator.comparing(lock -> Shares.holder(lock, 200).orElse(""))),
  HELD(Comparator.comparing(lock -> lock.heldFor().orElse(Duration.ZERO))),
  EXPIRES(Comparator.comparing(lock -> lock.expiresIn().orElse(Duration.ofDays(1_000_000)))),
  WAITING(
      Comparator.comparingLong(LockState::waiting)
          .thenComparing(lock -> lock.heldFor().orElse(Duration.ZERO))),
  FENCE(Comparator.comparing(lock -> lock.fencingToken().orElse(0L)));

  private final Comparator<LockState> ascending;

  Order(Comparator<LockState> ascending) {
    this.ascending = ascending;
  }

  /** Which of two locks stands first; locks of different names are never equal. */
  public Comparator<LockState> comparator(boolean descending) {
    return (descending ? ascending.reversed() : ascending).thenComparing(LockState::name);
  }

  public static Optional<Order> named(String name) {
    return Arrays.stream(values())
        .filter(order -> order.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst();
  }
}
