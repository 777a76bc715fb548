package dev.baton.internal.monitor;

import dev.baton.LockListener;
import dev.baton.LockListener.Mode;
import dev.baton.LossReason;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A lease of which somebody was told, and is to be told the end; it ends once. */
public final class Held {
  private final Monitor monitor;
  private final long id;
  private final String lockName;
  private final Mode mode;
  private final long fencingToken;
  private final long since;
  private final AtomicBoolean over = new AtomicBoolean();

  /** That of the Flight Recorder; null if it does not record. */
  private final @Nullable Object flight;

  Held(Monitor monitor, long id, String lockName, Mode mode, long fencingToken) {
    this.monitor = monitor;
    this.id = id;
    this.lockName = lockName;
    this.mode = mode;
    this.fencingToken = fencingToken;
    this.since = monitor.nanoTime();
    this.flight = Monitor.flights() ? FlightEvents.holding() : null;
  }

  /**
   * It was released.
   *
   * @param confirmed whether that is certain
   */
  public void released(boolean confirmed) {
    if (over.compareAndSet(false, true)) {
      if (flight != null) {
        FlightEvents.ended(
            flight, lockName, mode, fencingToken, confirmed ? "RELEASED" : "UNCONFIRMED");
      }
      Duration held = held();
      monitor.tell(
          listener ->
              listener.released(
                  new LockListener.Released(id, lockName, mode, fencingToken, held, confirmed)));
    }
  }

  /** It was lost. */
  public void lost(LossReason reason) {
    if (over.compareAndSet(false, true)) {
      if (flight != null) {
        FlightEvents.ended(flight, lockName, mode, fencingToken, reason.name());
      }
      Duration held = held();
      monitor.tell(
          listener ->
              listener.lost(new LockListener.Lost(id, lockName, mode, fencingToken, held, reason)));
    }
  }

  private Duration held() {
    return Duration.ofNanos(monitor.nanoTime() - since);
  }
}
