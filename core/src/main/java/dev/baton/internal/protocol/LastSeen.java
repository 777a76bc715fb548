package dev.baton.internal.protocol;

import dev.baton.internal.script.TimeLeft;
import dev.baton.spi.BackendFault;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the server said last of a lock that it did not grant, or why it says nothing. */
public final class LastSeen {
  private static final long NONE = Long.MIN_VALUE;

  private boolean answered;
  private @Nullable String holder;
  private long quarantineEnd = NONE;
  private @Nullable BackendFault silence;

  /** The server answered, whatever it said. */
  void heard() {
    answered = true;
    silence = null;
  }

  void unanswered(BackendFault fault) {
    silence = fault;
  }

  void heldBy(String token) {
    holder = token;
    quarantineEnd = NONE;
  }

  void quarantined(TimeLeft remaining, long now) {
    holder = null;
    quarantineEnd = now + TimeUnit.MILLISECONDS.toNanos(remaining.millis().orElse(0));
  }

  /** Whether the server has said anything yet. */
  public boolean wasAnswered() {
    return answered;
  }

  /** Who had the lock, empty if unknown. */
  public Optional<String> holder() {
    return Optional.ofNullable(holder);
  }

  /**
   * For how long the lock is granted to nobody, after a change of the primary.
   *
   * @param now the time
   * @return nanoseconds, not negative; empty if it was not so
   */
  public OptionalLong quarantine(long now) {
    return quarantineEnd == NONE
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(0, quarantineEnd - now));
  }

  /** Why the server could not be asked lately, if so. */
  public Optional<BackendFault> silence() {
    return Optional.ofNullable(silence);
  }
}
