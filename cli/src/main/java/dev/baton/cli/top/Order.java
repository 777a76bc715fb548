package dev.baton.cli.top;

import dev.baton.LockState;
import dev.baton.cli.look.Survey;
import java.time.Duration;
import java.util.Comparator;

/** What comes first in the list. */
enum Order {
  /** Those with the most waiters. */
  CONTENTION(Survey.BY_CONTENTION),

  /** Those held longest. */
  AGE(
      Comparator.comparing((LockState lock) -> lock.heldFor().orElse(Duration.ZERO))
          .reversed()
          .thenComparing(LockState::name)),

  /** Those that end soonest unless renewed. */
  EXPIRY(
      Comparator.comparing((LockState lock) -> lock.expiresIn().orElse(Duration.ofDays(36_500)))
          .thenComparing(LockState::name)),

  /** By name. */
  NAME(Comparator.comparing(LockState::name));

  final Comparator<LockState> comparator;

  Order(Comparator<LockState> comparator) {
    this.comparator = comparator;
  }

  Order next() {
    return switch (this) {
      case CONTENTION -> AGE;
      case AGE -> EXPIRY;
      case EXPIRY -> NAME;
      case NAME -> CONTENTION;
    };
  }
}
