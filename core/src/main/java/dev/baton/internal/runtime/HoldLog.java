package dev.baton.internal.runtime;

import dev.baton.LossReason;
import dev.baton.internal.protocol.Turn;
import dev.baton.internal.time.Turnstile;
import org.jspecify.annotations.Nullable;

/** What the log says of holds. */
final class HoldLog {
  private static final System.Logger LOG = System.getLogger("dev.baton.internal.runtime.Hold");

  private HoldLog() {}

  /** A hold was lost: whose it was is told by the last fence of its turn, known inside. */
  static void lost(String lock, Turnstile cohort, Turn turn, LossReason reason) {
    if (reason != LossReason.CLIENT_CLOSED) {
      cohort.submit(
          in -> {
            long fence = turn.lastGiven();
            in.afterwards(() -> lost(lock, fence, reason));
          });
    }
  }

  private static void lost(String lock, long fence, LossReason reason) {
    LOG.log(
        System.Logger.Level.WARNING,
        () -> "lock \"" + lock + "\" was lost, fence " + fence + ": " + reason.explanation());
  }

  /**
   * Nobody is left who could release a hold.
   *
   * @param origin where it was acquired, if that is tracked
   */
  static void abandoned(String hold, String why, @Nullable Throwable origin) {
    String how = origin == null ? "; -Ddev.baton.trackLeases=true tells where it was acquired" : "";
    LOG.log(
        System.Logger.Level.WARNING,
        () -> hold + " is not renewed any more, and expires: " + why + how,
        origin);
  }
}
