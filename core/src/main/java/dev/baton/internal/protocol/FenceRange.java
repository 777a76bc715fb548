package dev.baton.internal.protocol;

/**
 * The fences of one grant: those that hold the lock in this process get them one after the other.
 *
 * @param first that of the first
 * @param last the last that was set aside
 * @param serverMicros the server's time when it was granted, or later
 * @param heardAt when we heard of that
 */
public record FenceRange(long first, long last, long serverMicros, long heardAt) implements Fences {
  /**
   * So far is the first fence of a lock ahead of the server's clock if the server remembers none,
   * see {@code lib/fence.lua}: no fence that it may have forgotten is further ahead.
   */
  static final long MOST_AHEAD = 65_536;

  @Override
  public long after(long given) {
    return given + 1;
  }

  /**
   * One too far ahead of the server's clock may not be given: if the server forgot it, it would not
   * be exceeded.
   */
  @Override
  public boolean mayGive(long fence, long now) {
    long serverNow = serverMicros + Validity.shrunk(now - heardAt) / 1_000;
    return fence <= last && fence - serverNow <= MOST_AHEAD;
  }
}
