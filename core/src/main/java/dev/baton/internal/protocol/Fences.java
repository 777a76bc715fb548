package dev.baton.internal.protocol;

/** The fences of one grant, for those who hold the lock in this process. */
public sealed interface Fences permits FenceRange, Fences.One, Fences.Shared {

  /** That of the first holder. */
  long first();

  /** The last that was set aside. */
  long last();

  /**
   * That of the next holder.
   *
   * @param given that of the one before; one less than the first if there was none
   * @return the fence
   */
  long after(long given);

  /**
   * Whether a fence may be given out.
   *
   * @param fence the next
   * @param now the time
   * @return false if the server has to set more aside first
   */
  boolean mayGive(long fence, long now);

  /**
   * One, for one holder.
   *
   * @param first it
   */
  record One(long first) implements Fences {
    @Override
    public long last() {
      return first;
    }

    @Override
    public long after(long given) {
      return given + 1;
    }

    @Override
    public boolean mayGive(long fence, long now) {
      return fence <= first;
    }
  }

  /**
   * One for all, who share the lock.
   *
   * @param first theirs
   */
  record Shared(long first) implements Fences {
    @Override
    public long last() {
      return first;
    }

    @Override
    public long after(long given) {
      return first;
    }

    @Override
    public boolean mayGive(long fence, long now) {
      return true;
    }
  }
}
