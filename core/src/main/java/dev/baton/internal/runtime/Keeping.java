package dev.baton.internal.runtime;

import dev.baton.internal.link.Channel;
import dev.baton.internal.link.Inbox;
import dev.baton.internal.link.Shard;
import dev.baton.internal.script.Push;
import dev.baton.internal.time.Stopwatch;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a lock in this process while nobody here needs it: for so long after each release, and only
 * while it can be heard that another process wants it, and the server remembers whom to tell.
 */
final class Keeping implements Inbox.Recipient {
  private final Hold hold;
  private final String request;
  private final long nanos;

  // Touched inside the cohort's turnstile only.
  private long until;
  private boolean watched;

  private Keeping(Hold hold, String request, long nanos) {
    this.hold = hold;
    this.request = request;
    this.nanos = nanos;
  }

  /**
   * What keeps a lock, if its options say so.
   *
   * @param request the one that it was granted to: others name it when they want the lock
   */
  static @Nullable Keeping of(Hold hold, String request) {
    Optional<Duration> time = hold.lock().options().stickyFor();
    return time.isPresent() ? new Keeping(hold, request, time.get().toNanos()) : null;
  }

  /** Hears from now on whether others want it. */
  void begin() {
    services().inbox().register(request, this);
  }

  /** It is kept no more. */
  void end() {
    services().inbox().forget(request, this);
  }

  /** Keeps it from now on; false if nobody could be heard who wants it. */
  boolean keep() {
    Channel channel = shard().channel();
    if (!channel.isOpen()) {
      hold.cohort().errand(mayBlock -> channel.prepare());
      return false;
    }
    if (!services().inbox().hears()) {
      return false;
    }
    long now = services().clock().nanoTime();
    long remembered =
        Stopwatch.after(hold.grantedAt(), services().calls().rememberedNanos(hold.lock().term()));
    until = Math.min(Stopwatch.after(now, nanos), remembered);
    if (until <= now) {
      return false;
    }
    watch();
    return true;
  }

  @Override
  public Shard shard() {
    return hold.lock().shard();
  }

  @Override
  public void onPush(Push push) {
    if (push instanceof Push.Wanted) {
      hold.cohort().wanted(hold);
    }
  }

  /** Messages may have been lost: whoever wants it will ask again. */
  @Override
  public void onNudge() {}

  /** One alarm for any number of releases: it looks when the last was. */
  private void watch() {
    if (!watched) {
      watched = true;
      var unused = services().timer().at(until, () -> hold.cohort().happens(this::alarm));
    }
  }

  private void alarm() {
    watched = false;
    if (services().clock().nanoTime() >= until) {
      hold.cohort().letGo(hold);
    } else {
      watch();
    }
  }

  private Services services() {
    return hold.services();
  }
}
