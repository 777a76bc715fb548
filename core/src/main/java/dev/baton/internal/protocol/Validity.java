package dev.baton.internal.protocol;

/**
 * Until when a grant can be believed, by the client's monotonic clock alone. Every bound here is
 * early: the server cannot have let the lock expire before it.
 *
 * <p>Assumes that the clocks of client and server run at rates that differ by less than {@value
 * #DRIFT_PARTS} in a million (NTP slews by at most 500, see RFC 5905 section 11.3), and allows for
 * the server's counting in whole milliseconds. The arithmetic is that of leases (Gray and Cheriton,
 * 1989).
 */
public final class Validity {
  /** The largest difference of clock rates, in parts per million. */
  static final long DRIFT_PARTS = 500;

  /** The server may round a lifetime or an instant by a millisecond each. */
  static final long MARGIN_NANOS = 2_000_000;

  private static final long MILLION = 1_000_000;

  private Validity() {}

  /**
   * The end of a lease that a reply confirmed: the server began to count after the command was
   * sent.
   *
   * @param sentAt when it was sent
   * @param leaseMillis the lease
   * @return until when it is valid
   */
  public static long afterReply(long sentAt, long leaseMillis) {
    return sentAt + shrunk(leaseMillis * MILLION) - MARGIN_NANOS;
  }

  /**
   * When a pushed grant was made, at the earliest. A push has no sending time of ours, so it is
   * placed after the last reply that told the server's time.
   *
   * @param sentAt when the command of that reply was sent
   * @param serverMicros the server's time in that reply
   * @param grantedMicros the server's time of the grant, later than that of the reply
   * @param heardAt when the push arrived, which bounds what a server's clock set forward, or a
   *     message that is not the server's, can claim
   * @return the grant's instant, or an earlier one
   */
  public static long grantedAt(long sentAt, long serverMicros, long grantedMicros, long heardAt) {
    long passed = grantedMicros - serverMicros;
    return Math.min(heardAt, sentAt + shrunk(passed * 1_000));
  }

  /** What is left of a server's duration if its clock is the faster one. */
  static long shrunk(long nanos) {
    return nanos - nanos / MILLION * DRIFT_PARTS - DRIFT_PARTS;
  }
}
