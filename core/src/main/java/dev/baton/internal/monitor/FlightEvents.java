package dev.baton.internal.monitor;

import dev.baton.LockListener.Connection;
import dev.baton.LockListener.Failure;
import dev.baton.LockListener.Mode;
import dev.baton.LockListener.Way;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/**
 * The same for the JDK's Flight Recorder. Nobody else names {@code jdk.jfr}, which an image of the
 * JDK may lack, so events leave here as objects. What takes less than 10 ms is left out unless a
 * recording's settings say otherwise, as with the JDK's own events of monitors.
 */
@SuppressWarnings("UnusedVariable") // the recorder reads the fields of events
final class FlightEvents {
  private static final Acquire ACQUIRE = new Acquire();
  private static final Hold HOLD = new Hold();

  private FlightEvents() {}

  /** Whether any of those are recorded that begin and end. */
  static boolean areOn() {
    return ACQUIRE.isEnabled() || HOLD.isEnabled();
  }

  /** An acquisition begins; null if it is not recorded. */
  static @Nullable Object acquiring() {
    if (!ACQUIRE.isEnabled()) {
      return null;
    }
    Acquire event = new Acquire();
    event.begin();
    return event;
  }

  static void acquired(Object begun, String lock, Mode mode, long fencingToken, Way way) {
    Acquire event = (Acquire) begun;
    event.fencingToken = fencingToken;
    commit(event, lock, mode, way.name());
  }

  static void notAcquired(Object begun, String lock, Mode mode, Failure why) {
    commit((Acquire) begun, lock, mode, why.name());
  }

  private static void commit(Acquire event, String lock, Mode mode, String outcome) {
    event.end();
    if (event.shouldCommit()) {
      event.lock = lock;
      event.mode = mode.name();
      event.outcome = outcome;
      event.commit();
    }
  }

  /** A lock is had from now on; null if that is not recorded. */
  static @Nullable Object holding() {
    if (!HOLD.isEnabled()) {
      return null;
    }
    Hold event = new Hold();
    event.begin();
    return event;
  }

  static void ended(Object begun, String lock, Mode mode, long fencingToken, String outcome) {
    Hold event = (Hold) begun;
    event.end();
    if (event.shouldCommit()) {
      event.lock = lock;
      event.mode = mode.name();
      event.fencingToken = fencingToken;
      event.outcome = outcome;
      event.commit();
    }
  }

  static void renewalUnanswered(String lock) {
    RenewalUnanswered event = new RenewalUnanswered();
    event.lock = lock;
    event.commit();
  }

  static void connectionLost(Connection connection) {
    ConnectionLost event = new ConnectionLost();
    event.connection = connection.name();
    event.commit();
  }

  @Name("dev.baton.LockAcquire")
  @Label("Lock Acquire")
  @Category("Baton")
  @Description("A lock was asked for, until it was acquired or not; the stack is the caller's")
  @Threshold("10 ms")
  private static final class Acquire extends Event {
    @Label("Lock")
    @Nullable String lock;

    @Label("Mode")
    @Nullable String mode;

    @Label("Outcome")
    @Description("How it came, or why it did not")
    @Nullable String outcome;

    @Label("Fencing Token")
    @Description("Zero if it was not acquired")
    long fencingToken;
  }

  @Name("dev.baton.LockHold")
  @Label("Lock Hold")
  @Category("Baton")
  @Description("A lock was had, until it was released or lost")
  @StackTrace(false)
  @Threshold("10 ms")
  private static final class Hold extends Event {
    @Label("Lock")
    @Nullable String lock;

    @Label("Mode")
    @Nullable String mode;

    @Label("Outcome")
    @Description("RELEASED, UNCONFIRMED, or why it was lost")
    @Nullable String outcome;

    @Label("Fencing Token")
    long fencingToken;
  }

  @Name("dev.baton.RenewalUnanswered")
  @Label("Lock Renewal Unanswered")
  @Category("Baton")
  @StackTrace(false)
  private static final class RenewalUnanswered extends Event {
    @Label("Lock")
    @Nullable String lock;
  }

  @Name("dev.baton.ConnectionLost")
  @Label("Lock Connection Lost")
  @Category("Baton")
  @StackTrace(false)
  private static final class ConnectionLost extends Event {
    @Label("Connection")
    @Description("COMMANDS or PUSHES")
    @Nullable String connection;
  }
}
