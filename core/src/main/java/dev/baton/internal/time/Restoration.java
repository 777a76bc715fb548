package dev.baton.internal.time;

import dev.baton.spi.Ticker;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * Notices that this process was restored from a memory image, or stood still with its machine: its
 * connection was lost, and the time of day has moved away from the monotonic clock, about the same
 * time. Either alone is an outage, or a clock that was set. Or it is told.
 */
public final class Restoration {
  /** Clocks move apart by less in everyday life: they are slewed, and read one after the other. */
  private static final long APART = TimeUnit.SECONDS.toNanos(1);

  /** What is not worth a note. */
  private static final long LITTLE = TimeUnit.MILLISECONDS.toNanos(10);

  /** So far the two signs may lie from each other: the time of day may be set after a while. */
  private static final long TOGETHER = TimeUnit.MINUTES.toNanos(1);

  private static final long NEVER = Long.MIN_VALUE;

  private final Ticker clock;
  private final LongSupplier wallMillis;
  private final Runnable restored;
  private final AtomicReference<Signs> signs;

  /**
   * What was seen.
   *
   * @param offset the time of day minus the monotonic clock
   * @param apartAt when they were last found to have moved apart
   * @param reconnectedAt when a connection was last opened again
   * @param from what is seen earlier belongs to a restoration that is known
   */
  private record Signs(long offset, long apartAt, long reconnectedAt, long from) {
    boolean agree() {
      return apartAt != NEVER
          && reconnectedAt != NEVER
          && Math.abs(apartAt - reconnectedAt) <= TOGETHER;
    }
  }

  /**
   * Begins to look.
   *
   * @param clock the monotonic clock
   * @param wallMillis the time of day
   * @param restored what is done then, on the thread that has noticed
   */
  public Restoration(Ticker clock, LongSupplier wallMillis, Runnable restored) {
    this.clock = clock;
    this.wallMillis = wallMillis;
    this.restored = restored;
    this.signs = new AtomicReference<>(unsuspicious(NEVER));
  }

  /** Looks at both clocks. */
  public void look() {
    see(/* reconnected= */ false);
  }

  /** The command connection was lost and is open again; before anything is sent for that reason. */
  public void reconnected() {
    see(/* reconnected= */ true);
  }

  /** The JVM says so. Both signs may come as well, later. */
  public void told() {
    signs.set(unsuspicious(clock.nanoTime() + TOGETHER));
    restored.run();
  }

  private void see(boolean reconnected) {
    while (true) {
      long now = clock.nanoTime();
      long offset = offset(now);
      Signs before = Objects.requireNonNull(signs.get());
      long moved = Math.abs(offset - before.offset);
      if (!reconnected && moved <= LITTLE) {
        return;
      }
      Signs after =
          now < before.from
              ? unsuspicious(before.from)
              : new Signs(
                  offset,
                  moved > APART ? now : before.apartAt,
                  reconnected ? now : before.reconnectedAt,
                  before.from);
      boolean agree = after.agree();
      if (signs.compareAndSet(before, agree ? unsuspicious(now + TOGETHER) : after)) {
        if (agree) {
          restored.run();
        }
        return;
      }
    }
  }

  private Signs unsuspicious(long from) {
    return new Signs(offset(clock.nanoTime()), NEVER, NEVER, from);
  }

  private long offset(long now) {
    return TimeUnit.MILLISECONDS.toNanos(wallMillis.getAsLong()) - now;
  }
}
