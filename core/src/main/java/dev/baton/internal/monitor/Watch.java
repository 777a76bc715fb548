package dev.baton.internal.monitor;

import dev.baton.LockListener;
import dev.baton.LockListener.Failure;
import dev.baton.LockListener.Mode;
import dev.baton.LockListener.Way;
import dev.baton.LockTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** An acquisition that somebody is to be told of; it ends once. */
public final class Watch {
  private final Monitor monitor;
  private final long id;
  private final String lockName;
  private final Mode mode;
  private final long began;
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile Way way = Way.TAKEN;

  /** That of the Flight Recorder; null if it does not record. */
  private final @Nullable Object flight;

  Watch(Monitor monitor, long id, String lockName, Mode mode) {
    this.monitor = monitor;
    this.id = id;
    this.lockName = lockName;
    this.mode = mode;
    this.began = monitor.nanoTime();
    this.flight = Monitor.flights() ? FlightEvents.acquiring() : null;
  }

  /** It came so; told before it ends. */
  public void came(Way how) {
    way = how;
  }

  /** Ends with a lease, on the thread of whoever waited; null if it was over. */
  public @Nullable Held acquired(long fencingToken) {
    if (!over.compareAndSet(false, true)) {
      return null;
    }
    if (flight != null) {
      FlightEvents.acquired(flight, lockName, mode, fencingToken, way);
    }
    Held held = new Held(monitor, id, lockName, mode, fencingToken);
    Duration waited = waited();
    monitor.tell(
        listener ->
            listener.acquired(
                new LockListener.Acquired(id, lockName, mode, fencingToken, way, waited)));
    return held;
  }

  /** Ends without, unless it was over. */
  public void notAcquired(Failure why) {
    notAcquired(why, null);
  }

  /**
   * Ends without, unless it was over.
   *
   * @param once whether it was not to be waited for
   * @param thrown what whoever waited is told
   */
  public void notAcquired(boolean once, Throwable thrown) {
    if (thrown instanceof CancellationException) {
      notAcquired(Failure.CANCELLED, null);
    } else if (thrown instanceof InterruptedException) {
      notAcquired(Failure.INTERRUPTED, null);
    } else if (thrown instanceof LockTimeoutException) {
      notAcquired(once ? Failure.BUSY : Failure.TIMED_OUT, null);
    } else {
      notAcquired(Failure.FAILED, thrown);
    }
  }

  private void notAcquired(Failure why, @Nullable Throwable cause) {
    if (!over.compareAndSet(false, true)) {
      return;
    }
    if (flight != null) {
      FlightEvents.notAcquired(flight, lockName, mode, why);
    }
    Duration waited = waited();
    monitor.tell(
        listener ->
            listener.notAcquired(
                new LockListener.NotAcquired(
                    id, lockName, mode, why, waited, Optional.ofNullable(cause))));
  }

  private Duration waited() {
    return Duration.ofNanos(monitor.nanoTime() - began);
  }
}
