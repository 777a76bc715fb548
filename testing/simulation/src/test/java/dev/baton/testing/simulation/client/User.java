package dev.baton.testing.simulation.client;

import dev.baton.Acquirable;
import dev.baton.Lease;
import dev.baton.testing.history.Ending;
import dev.baton.testing.history.Mode;
import dev.baton.testing.history.Operation;
import dev.baton.testing.simulation.world.World;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Somebody in a process who wants one lock at a time. */
public final class User extends Rounds {

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
    super(world, process, observer, wants, number, rounds);
  }

  @Override
  void want(int round) {
    String lockName = wants.locks().get((int) world.below(wants.locks().size()));
    Mode mode = Wish.mode(world, wants.modes());
    Acquirable lock =
        process.lock(
            lockName, Wish.options(world, name + "-" + round, wants.endless(), mode), mode);
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
      mustBeDoneBy(
          wait, future, maxWait == 0 ? allowed : Math.max(0, FIRST_ANSWER - maxWait) + SLACK);
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

  private void hold(Lease lease, Mode mode) {
    long holding = Wish.holding(world, mode);
    LossWatch watch = LossWatch.of(world, process, observer, lease);
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
}
