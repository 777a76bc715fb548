package dev.baton.internal.monitor;

import dev.baton.LockListener;
import dev.baton.LockListener.Connection;
import dev.baton.LockListener.Mode;
import dev.baton.spi.Ticker;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells what becomes of a client's locks; to nobody, mostly. */
public final class Monitor {
  private static final System.Logger LOG = System.getLogger(Monitor.class.getName());

  /** Whether this JVM has the Flight Recorder, which may begin to record at any time. */
  private static final boolean FLIGHTS = hasFlights();

  private final LockListener[] listeners;
  private final Ticker clock;
  private final AtomicLong ids = new AtomicLong();
  private final AtomicBoolean complained = new AtomicBoolean();

  /**
   * A monitor.
   *
   * @param listeners who is told, beside the Flight Recorder
   * @param clock times what takes time
   */
  public Monitor(List<LockListener> listeners, Ticker clock) {
    this.listeners = listeners.toArray(LockListener[]::new);
    this.clock = clock;
  }

  /** An acquisition begins; null if nobody is to be told how it ends. */
  public @Nullable Watch begin(String lockName, Mode mode) {
    if (listeners.length == 0) {
      return FLIGHTS && FlightEvents.areOn() ? new Watch(this, 0, lockName, mode) : null;
    }
    long id = ids.incrementAndGet();
    tell(listener -> listener.began(new LockListener.Began(id, lockName, mode)));
    return new Watch(this, id, lockName, mode);
  }

  /** A renewal was not answered, for the first time. */
  public void renewalUnanswered(String lockName) {
    if (FLIGHTS) {
      FlightEvents.renewalUnanswered(lockName);
    }
    tell(listener -> listener.renewalUnanswered(lockName));
  }

  /** A renewal was answered again. */
  public void renewalAnswered(String lockName) {
    tell(listener -> listener.renewalAnswered(lockName));
  }

  /** The connection for commands was lost. */
  public void commandsLost() {
    lost(Connection.COMMANDS);
  }

  /** It is there again. */
  public void commandsRestored() {
    restored(Connection.COMMANDS);
  }

  /** The connection on which messages are pushed was lost. */
  public void pushesLost() {
    lost(Connection.PUSHES);
  }

  /** It is there again. */
  public void pushesRestored() {
    restored(Connection.PUSHES);
  }

  private void lost(Connection connection) {
    if (FLIGHTS) {
      FlightEvents.connectionLost(connection);
    }
    tell(listener -> listener.connectionLost(connection));
  }

  private void restored(Connection connection) {
    tell(listener -> listener.connectionRestored(connection));
  }

  /** Tells all listeners, of which none keeps the others from hearing of it. */
  void tell(Consumer<LockListener> event) {
    for (LockListener listener : listeners) {
      try {
        event.accept(listener);
      } catch (Throwable e) { // an Error too: the lock's own affairs must go on
        LOG.log(
            complained.compareAndSet(false, true)
                ? System.Logger.Level.WARNING
                : System.Logger.Level.DEBUG,
            "a listener of locks failed; the next time this is told at the level DEBUG",
            e);
      }
    }
  }

  long nanoTime() {
    return clock.nanoTime();
  }

  static boolean flights() {
    return FLIGHTS;
  }

  private static boolean hasFlights() {
    try {
      boolean unused = FlightEvents.areOn();
      return true;
    } catch (LinkageError absent) { // an image of the JDK without the module
      return false;
    }
  }
}
