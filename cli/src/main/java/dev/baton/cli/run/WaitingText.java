package dev.baton.cli.run;

import dev.baton.LockState;
import dev.baton.LockState.Waiter;
import dev.baton.cli.base.Owner;
import dev.baton.cli.base.Seconds;
import dev.baton.cli.base.Shares;
import dev.baton.cli.base.Words;
import java.time.Duration;
import java.util.Optional;

/** What the line says that is shown while a lock is waited for. */
final class WaitingText {
  private static final int LONGEST_TOKEN = 40;

  private WaitingText() {}

  /**
   * For instance {@code waiting 4.5 s for "k", place 2 of 3; held 12.3 s by report on db1 (4711)}.
   *
   * @param state what the server knew
   * @param age how long ago that was
   * @param self this process, as its place in the queue names it
   * @param waited for how long it has waited
   */
  static String of(LockState state, Duration age, Owner.Origin self, Duration waited) {
    int place = place(state, self);
    return "waiting "
        + Seconds.text(waited)
        + " for "
        + Words.quoted(state.name())
        + (place == 0 ? "" : ", place " + place + " of " + state.waiting())
        + state
            .holder()
            .filter(token -> !isOf(self, token)) // whose answer is on its way
            .map(token -> "; " + holder(state, age, token))
            .orElse("");
  }

  private static boolean isOf(Owner.Origin self, String token) {
    return Owner.of(token).origin().equals(Optional.of(self));
  }

  private static String holder(LockState state, Duration age, String token) {
    if (state.sharing().isPresent()) {
      return Shares.holder(state, LONGEST_TOKEN).orElse("")
          + state.heldFor().map(held -> ", for " + Seconds.text(held.plus(age))).orElse("");
    }
    String who = Owner.of(token).shown(LONGEST_TOKEN);
    return state.heldFor().map(held -> "held " + Seconds.text(held.plus(age))).orElse("held")
        + " by "
        + who;
  }

  /** The place in the queue, from 1; zero if it is not there, or too far behind to be told of. */
  private static int place(LockState state, Owner.Origin self) {
    int place = 0;
    for (Waiter waiter : state.waiters()) {
      place++;
      if (isOf(self, waiter.ownerToken())) {
        return place;
      }
    }
    return 0;
  }
}
