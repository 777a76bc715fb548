package dev.baton.internal.runtime;

import dev.baton.internal.link.Channel;
import dev.baton.internal.time.MonotonicClock;
import dev.baton.internal.time.Turnstile.Inside;
import java.time.Duration;

/**
 * Keeps a lock in this process while nobody here needs it: for so long after each release, and only
 * while it can be heard that another process wants it, and the server remembers whom to tell.
 */
final class Stickiness {
  private final Hold hold;
  private final long nanos;

  // Touched inside the cohort's turnstile only.
  private long until;
  private boolean watched;

  Stickiness(Hold hold, Duration time) {
    this.hold = hold;
    this.nanos = time.toNanos();
  }

  /** Keeps it from now on; false if nobody could be heard who wants it. */
  boolean keep(Inside in) {
    Channel channel = hold.lock().server().channel();
    if (!channel.isOpen()) {
      in.afterwards(() -> channel.prepare());
      return false;
    }
    if (!services().inbox().isSubscribed()) {
      return false;
    }
    long now = services().clock().nanoTime();
    long remembered =
        MonotonicClock.after(
            hold.grantedAt(), hold.lock().calls().rememberedNanos(hold.lock().term()));
    until = Math.min(MonotonicClock.after(now, nanos), remembered);
    if (until <= now) {
      return false;
    }
    watch();
    return true;
  }

  /** One alarm for any number of releases: it looks when the last was. */
  private void watch() {
    if (!watched) {
      watched = true;
      var unused = services().timer().at(until, () -> hold.seat().cohort().submit(this::alarm));
    }
  }

  private void alarm(Inside in) {
    watched = false;
    if (services().clock().nanoTime() >= until) {
      hold.seat().letGo(in, hold);
    } else {
      watch();
    }
  }

  private Services services() {
    return hold.services();
  }
}
