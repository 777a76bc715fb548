package dev.baton.internal.runtime;

import dev.baton.internal.time.Turnstile.Inside;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks after a hold that never expires while others wait for it here: nothing tells of its end if
 * somebody frees it by hand. All happens inside the cohort's turnstile.
 */
final class Patrol {
  private static final long EVERY = TimeUnit.SECONDS.toNanos(10);

  private final Seat seat;
  private final Cohort cohort;
  private @Nullable Future<?> next;

  Patrol(Seat seat) {
    this.seat = seat;
    this.cohort = seat.cohort();
  }

  /** Somebody waits for it. */
  void begin(Inside in, Hold endless) {
    if (next == null) {
      in.afterwards(() -> endless.hear());
      Services services = cohort.services();
      next = services.timer().at(services.clock().after(EVERY), () -> cohort.submit(this::look));
    }
  }

  private void look(Inside in) {
    next = null;
    Hold endless = seat.endless();
    if (endless != null && !endless.ended() && !cohort.waiters().isEmpty()) {
      in.afterwards(() -> endless.look());
      begin(in, endless);
    }
  }
}
