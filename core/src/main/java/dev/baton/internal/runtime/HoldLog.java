package dev.baton.internal.runtime;

import dev.baton.LossReason;
import org.jspecify.annotations.Nullable;

/** What the log says of holds. */
final class HoldLog {
  private static final System.Logger LOG = System.getLogger(Hold.class.getName());

  private HoldLog() {}

  /** A hold was lost: of whom is told by the last fence given out. */
  static void lost(Hold hold, LossReason reason) {
    if (reason != LossReason.CLIENT_CLOSED) {
      hold.seat()
          .cohort()
          .submit(
              in -> {
                long fence = hold.turn().lastGiven();
                in.afterwards(() -> lost(hold.lockName(), fence, reason));
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
  static void abandoned(Hold hold, String why, @Nullable Throwable origin) {
    String how = origin == null ? "; -Ddev.baton.trackLeases=true tells where it was acquired" : "";
    LOG.log(
        System.Logger.Level.WARNING,
        () -> hold + " is not renewed any more, and expires: " + why + how,
        origin);
  }
}
