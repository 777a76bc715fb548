package dev.baton.testing.simulation.client;

import dev.baton.Lease;
import dev.baton.LockException;
import dev.baton.LockTimeoutException;
import dev.baton.testing.history.Outcome;
import dev.baton.testing.simulation.world.World;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Somebody in a process who wants something, has it, gives it back and rests, again and again. */
abstract class Rounds implements Actor {
  static final long MILLI = 1_000_000;

  /** How late a time-out may be told, by a process that runs. */
  static final long SLACK = 20 * MILLI;

  /** For how long even a shorter wait awaits the answer to its first question. */
  static final long FIRST_ANSWER = 250 * MILLI;

  final World world;
  final SimulatedProcess process;
  final Observer observer;
  final Wants wants;
  final String name;
  private int rounds;
  private boolean busy;

  /**
   * Somebody.
   *
   * @param wants what locks, and how
   * @param number tells the users of a process apart
   * @param rounds how often to want something
   */
  Rounds(
      World world,
      SimulatedProcess process,
      Observer observer,
      Wants wants,
      int number,
      int rounds) {
    this.world = world;
    this.process = process;
    this.observer = observer;
    this.wants = wants;
    this.name = process + "." + number;
    this.rounds = rounds;
  }

  /** Wants something; {@link #rest} once it is all over. */
  abstract void want(int round);

  @Override
  public final void start() {
    rest();
  }

  @Override
  public final boolean isDone() {
    return !process.machine().isAlive() || (rounds == 0 && !busy);
  }

  @Override
  public final void stop() {
    rounds = 0;
  }

  final void rest() {
    busy = false;
    process.after(
        world.between(1_000, 300 * MILLI),
        () -> {
          if (rounds > 0) {
            rounds--;
            busy = true;
            want(rounds);
          }
        });
  }

  /**
   * Sees to it that a wait is answered.
   *
   * @param more for how long after a pause
   */
  final void mustBeDoneBy(Wait wait, CompletableFuture<?> future, long more) {
    world.at(
        wait.deadlineAt(),
        () -> process.after(0, () -> process.after(more, () -> mustBeDone(wait, future))));
  }

  private void mustBeDone(Wait wait, CompletableFuture<?> future) {
    if (!future.isDone()) {
      observer.breach("OVERDUE: " + wait);
    }
  }

  final Outcome outcome(@Nullable Throwable thrown) {
    Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    if (cause instanceof CancellationException) {
      return Outcome.CANCELLED;
    }
    if (cause instanceof LockTimeoutException) {
      return Outcome.TIMED_OUT;
    }
    if (!(cause instanceof LockException)) {
      observer.breach("UNEXPECTED: " + cause);
    }
    return Outcome.REFUSED;
  }

  final void renew(Lease lease) {
    if (!lease.isHeld()) {
      return;
    }
    try {
      lease.renew(Duration.ofMillis(world.oneOf(20, 200, 2_000)));
    } catch (LockException | IllegalStateException lostOrReleasedMeanwhile) {
      world.note(() -> name + " cannot renew: " + lostOrReleasedMeanwhile);
    }
  }

  @Override
  public final String toString() {
    return name;
  }
}
