package dev.baton.internal.runtime;

import dev.baton.internal.time.Turnstile.Inside;
import java.util.concurrent.TimeUnit;

/**
 * Looks after a hold that never expires while others wait for it here: nothing tells of its end if
 * somebody frees it by hand. All happens inside the cohort's turnstile.
 */
final class Patrol {
  private static final long EVERY = TimeUnit.SECONDS.toNanos(10);

  private final Hold endless;
  private final Cohort cohort;

  Patrol(Hold endless) {
    this.endless = endless;
    this.cohort = endless.seat().cohort();
  }

  /** Others wait for it from now on. */
  void begin(Inside in) {
    in.afterwards(() -> endless.hear());
    Services services = cohort.services();
    var unused =
        services.timer().at(services.clock().after(EVERY), () -> cohort.submit(this::look));
  }

  private void look(Inside in) {
    if (endless.ended() || cohort.nobodyWaits()) {
      endless.patrolled = false;
    } else {
      in.afterwards(() -> endless.look());
      begin(in);
    }
  }
}
