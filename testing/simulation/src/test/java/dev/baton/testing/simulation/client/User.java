package dev.baton.testing.simulation.client;

import dev.baton.Acquirable;
import dev.baton.Lease;
import dev.baton.LockException;
import dev.baton.LockTimeoutException;
import dev.baton.testing.history.Ending;
import dev.baton.testing.history.Mode;
import dev.baton.testing.history.Operation;
import dev.baton.testing.history.Outcome;
import dev.baton.testing.simulation.world.World;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Somebody in a process who wants locks, holds them and gives them back, again and again. */
public final class User {
  private static final long MILLI = 1_000_000;

  /** How late a time-out may be told, by a process that runs. */
  private static final long SLACK = 20 * MILLI;

  /** For how long even a shorter wait awaits the answer to its first question. */
  private static final long FIRST_ANSWER = 250 * MILLI;

  private final World world;
  private final SimulatedProcess process;
  private final Observer observer;
  private final Wants wants;
  private final String name;
  private int rounds;
  private boolean busy;

  /**
   * Somebody.
   *
   * @param wants what locks, and how
   * @param number tells the users of a process apart
   * @param rounds how often to want a lock
   */
  public User(
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

  /** Begins. */
  public void start() {
    rest();
  }

  /** Whether there is more to come. */
  public boolean isDone() {
    return !process.machine().isAlive() || (rounds == 0 && !busy);
  }

  /** Wants no more locks than the one it has or waits for. */
  public void stop() {
    rounds = 0;
  }

  private void rest() {
    busy = false;
    process.after(world.between(1_000, 300 * MILLI), this::want);
  }

  private void want() {
    if (rounds == 0) {
      return;
    }
    rounds--;
    busy = true;
    String lockName = wants.locks().get((int) world.below(wants.locks().size()));
    Mode mode = Wish.mode(world, wants.modes());
    Acquirable lock =
        process.lock(
            lockName, Wish.options(world, name + "-" + rounds, wants.endless(), mode), mode);
    long maxWait = Wish.maxWait(world);
    long allowed = maxWait == 0 ? wants.tryTakes() : Math.max(maxWait, FIRST_ANSWER);
    long deadline =
        maxWait == Long.MAX_VALUE
            ? Operation.NEVER
            : world.now() + process.machine().trueNanos(allowed) + SLACK;
    Wait wait = new Wait(name, world.now(), deadline, mode);
    world.note(() -> name + " wants " + lockName + (mode.isShared() ? " " + mode : ""));
    observer.wanted(lockName, wait);
    CompletableFuture<Lease> future =
        (maxWait == Long.MAX_VALUE
                ? lock.acquireAsync()
                : lock.acquireAsync(Duration.ofNanos(maxWait)))
            .toCompletableFuture();
    var unused = future.whenComplete((lease, thrown) -> answered(lockName, wait, lease, thrown));
    if (world.percent(10)) {
      process.after(world.between(1_000, 2_000 * MILLI), () -> future.cancel(false));
    }
    if (deadline != Operation.NEVER) {
      // After a pause a try may have to be sent once more, and the first answer is awaited anew.
      long more = maxWait == 0 ? allowed : Math.max(0, FIRST_ANSWER - maxWait) + SLACK;
      world.at(
          deadline,
          () -> process.after(0, () -> process.after(more, () -> mustBeDone(wait, future))));
    }
  }

  private void mustBeDone(Wait wait, CompletableFuture<Lease> future) {
    if (!future.isDone()) {
      observer.breach("OVERDUE: " + wait);
    }
  }

  private void answered(String lock, Wait wait, @Nullable Lease lease, @Nullable Throwable thrown) {
    world.note(() -> name + " gets " + (lease == null ? thrown : lease));
    if (lease != null) {
      observer.granted(wait, lease);
      hold(lease, wait.mode());
    } else {
      observer.refused(lock, wait, outcome(thrown));
      rest();
    }
  }

  private Outcome outcome(@Nullable Throwable thrown) {
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

  private void hold(Lease lease, Mode mode) {
    long holding = Wish.holding(world, mode);
    LossWatch watch = new LossWatch(world, process, observer, lease);
    if (world.percent(50)) {
      watch.begin();
    }
    if (wants.changesLeases() && world.percent(10)) {
      process.after(world.below(holding), () -> renew(lease));
    }
    process.after(
        holding,
        () -> {
          watch.end();
          giveBack(lease);
        });
  }

  private void renew(Lease lease) {
    if (!lease.isHeld()) {
      return;
    }
    try {
      lease.renew(Duration.ofMillis(world.oneOf(20, 200, 2_000)));
    } catch (LockException | IllegalStateException lostOrReleasedMeanwhile) {
      world.note(() -> name + " cannot renew: " + lostOrReleasedMeanwhile);
    }
  }

  private void giveBack(Lease lease) {
    observer.ended(lease, Ending.RELEASED);
    world.note(() -> name + " gives back " + lease);
    if (world.percent(4) && lease.remaining().compareTo(Duration.ofDays(1)) < 0) {
      process.after(world.between(MILLI, 6_000 * MILLI), () -> release(lease));
    } else {
      release(lease);
    }
  }

  private void release(Lease lease) {
    var unused = lease.releaseAsync().whenComplete((outcome, thrown) -> rest());
  }

  @Override
  public String toString() {
    return name;
  }
}
