package dev.baton.internal.lease;

import dev.baton.LockOptions;

/** What a lock that is shared cannot have. */
public final class Sharing {
  private Sharing() {}

  /**
   * Looks at options for a lock that is read.
   *
   * @throws IllegalArgumentException if it cannot have them; says why
   */
  public static void checkForReading(LockOptions options) {
    check(options);
    refuseIf(
        options.stickyFor().isPresent() && options.maxHold().isPresent(),
        "stickyFor and maxHold: threads that read together have one lease");
  }

  /**
   * Looks at options for permits.
   *
   * @throws IllegalArgumentException if they cannot have them; says why
   */
  public static void checkForPermits(LockOptions options) {
    check(options);
    refuseIf(options.stickyFor().isPresent(), "stickyFor: permits are not kept unused");
  }

  private static void check(LockOptions options) {
    refuseIf(
        options.ownerToken().isPresent(),
        "ownerToken: each of those who share a lock has a token of its own");
    refuseIf(
        options.leaseDuration().isEmpty(),
        "neverExpires: one who shares a lock and is gone would keep it from writers for ever");
    refuseIf(
        options.holdAtLeast().isPresent(),
        "holdAtLeast: it is for a lock that one holds, which stays taken by nobody after that");
  }

  private static void refuseIf(boolean set, String why) {
    if (set) {
      throw new IllegalArgumentException("a lock that is shared cannot have " + why);
    }
  }
}
