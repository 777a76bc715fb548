package dev.baton.testing.history;

import java.util.Objects;

/**
 * One attempt to hold a lock, as its user saw it. All times are nanoseconds of one clock.
 *
 * @param lock the lock's name
 * @param client who wants it; the name under which {@link QueueSeen} shows it
 * @param wantedAt when it was asked for
 * @param deadlineAt when the wait shall be over at the latest, {@link #NEVER} for none
 * @param answeredAt when the wait was over; when the process died, or {@link #NEVER}, if unanswered
 * @param outcome how the wait ended
 * @param fence the fencing token; 0 unless granted
 * @param believedFrom when {@code isHeld()} first said true, or could have
 * @param believedUntil when it could say so no more; {@code believedFrom} if it never did
 * @param ending how the belief ended
 * @param primary how many times the server had lost its data before the grant
 * @param mode how it is wanted, exclusively or as a share
 */
public record Operation(
    String lock,
    String client,
    long wantedAt,
    long deadlineAt,
    long answeredAt,
    Outcome outcome,
    long fence,
    long believedFrom,
    long believedUntil,
    Ending ending,
    int primary,
    Mode mode)
    implements Entry {

  /** A time that does not come. */
  public static final long NEVER = Long.MAX_VALUE;

  /** Checks that the times are in order, and that what is said fits together. */
  public Operation {
    Objects.requireNonNull(lock, "lock");
    Objects.requireNonNull(client, "client");
    if (answeredAt < wantedAt || believedUntil < believedFrom) {
      throw new IllegalArgumentException("ends before it begins: " + lock + " of " + client);
    }
    if ((outcome == Outcome.GRANTED) == (ending == Ending.NONE)) {
      throw new IllegalArgumentException(outcome + " does not end as " + ending);
    }
  }

  /** One for the whole lock. */
  public Operation(
      String lock,
      String client,
      long wantedAt,
      long deadlineAt,
      long answeredAt,
      Outcome outcome,
      long fence,
      long believedFrom,
      long believedUntil,
      Ending ending,
      int primary) {
    this(
        lock,
        client,
        wantedAt,
        deadlineAt,
        answeredAt,
        outcome,
        fence,
        believedFrom,
        believedUntil,
        ending,
        primary,
        Mode.EXCLUSIVE);
  }

  /** An attempt that was not granted. */
  public static Operation ungranted(
      String lock, String client, long wantedAt, long deadlineAt, long answeredAt, Outcome why) {
    return new Operation(
        lock, client, wantedAt, deadlineAt, answeredAt, why, 0, 0, 0, Ending.NONE, 0);
  }

  /** The same on another primary. */
  public Operation onPrimary(int number) {
    return with(number, mode);
  }

  /** The same in another mode. */
  public Operation inMode(Mode other) {
    return with(primary, other);
  }

  private Operation with(int number, Mode how) {
    return new Operation(
        lock,
        client,
        wantedAt,
        deadlineAt,
        answeredAt,
        outcome,
        fence,
        believedFrom,
        believedUntil,
        ending,
        number,
        how);
  }

  boolean isGranted() {
    return outcome == Outcome.GRANTED;
  }

  /** Whether its user could act on it at all. */
  boolean isBelieved() {
    return believedFrom < believedUntil;
  }
}
