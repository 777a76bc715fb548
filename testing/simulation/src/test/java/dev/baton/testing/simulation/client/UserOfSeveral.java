package dev.baton.testing.simulation.client;

import dev.baton.Acquirable;
import dev.baton.Lease;
import dev.baton.MultiLease;
import dev.baton.MultiLock;
import dev.baton.testing.history.Ending;
import dev.baton.testing.history.Mode;
import dev.baton.testing.history.Operation;
import dev.baton.testing.history.Outcome;
import dev.baton.testing.simulation.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Somebody in a process who wants several locks at once, or none of them. */
public final class UserOfSeveral extends Rounds {
  private static final int MOST = 5;

  /**
   * The wait for one may begin just before the deadline, and so may the question for the rest: each
   * awaits its first answer.
   */
  private static final long LAST_ANSWERS = 2 * FIRST_ANSWER;

  /**
   * Somebody.
   *
   * @param wants what locks, and how
   * @param number tells the users of a process apart
   * @param rounds how often to want locks
   */
  public UserOfSeveral(
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
    long maxWait = Wish.maxWait(world);
    long allowed = maxWait == 0 ? wants.tryTakes() : maxWait + LAST_ANSWERS;
    long deadline =
        maxWait == Long.MAX_VALUE
            ? Operation.NEVER
            : world.now() + process.machine().trueNanos(allowed) + SLACK;
    Map<String, Wait> waits = new LinkedHashMap<>();
    List<Acquirable> members = new ArrayList<>();
    for (String lock : several()) {
      Mode mode = Wish.mode(world, wants.modes());
      waits.put(lock, new Wait(name, world.now(), deadline, mode));
      members.add(process.lock(lock, Wish.optionsOfMember(world, wants.endless(), mode), mode));
    }
    MultiLock all = process.allOf(members);
    world.note(() -> name + " wants " + waits);
    CompletableFuture<MultiLease> future =
        (maxWait == Long.MAX_VALUE
                ? all.acquireAsync()
                : all.acquireAsync(Duration.ofNanos(maxWait)))
            .toCompletableFuture();
    var unused = future.whenComplete((leases, thrown) -> answered(waits, leases, thrown));
    if (world.percent(10)) {
      process.after(world.between(1_000, 2_000 * MILLI), () -> future.cancel(false));
    }
    if (deadline != Operation.NEVER) {
      Wait any = waits.values().iterator().next();
      mustBeDoneBy(any, future, maxWait == 0 ? allowed : LAST_ANSWERS + SLACK);
    }
  }

  /** Two to five names, in any order. */
  private List<String> several() {
    List<String> left = new ArrayList<>(wants.locks());
    List<String> drawn = new ArrayList<>();
    long many = 2 + world.below(Math.min(MOST, left.size()) - 1);
    while (drawn.size() < many) {
      drawn.add(left.remove((int) world.below(left.size())));
    }
    return drawn;
  }

  private void answered(
      Map<String, Wait> waits, @Nullable MultiLease leases, @Nullable Throwable thrown) {
    world.note(() -> name + " gets " + (leases == null ? thrown : leases));
    if (leases != null) {
      leases.leases().forEach(lease -> observer.granted(waits.get(lease.lockName()), lease));
      hold(waits, leases);
    } else {
      Outcome outcome = outcome(thrown);
      waits.forEach((lock, wait) -> observer.refused(lock, wait, outcome));
      rest();
    }
  }

  private void hold(Map<String, Wait> waits, MultiLease leases) {
    Lease any = leases.leases().get((int) world.below(leases.leases().size()));
    long holding = Wish.holding(world, waits.get(any.lockName()).mode());
    LossWatch ofOne = LossWatch.of(world, process, observer, any);
    LossWatch ofAll = LossWatch.of(world, process, observer, leases);
    if (world.percent(50)) {
      ofOne.begin();
      ofAll.begin();
    }
    if (wants.changesLeases() && world.percent(10)) {
      process.after(world.below(holding), () -> renew(any));
    }
    process.after(
        holding,
        () -> {
          ofOne.end();
          ofAll.end();
          giveBack(leases);
        });
  }

  private void giveBack(MultiLease leases) {
    leases.leases().forEach(lease -> observer.ended(lease, Ending.RELEASED));
    world.note(() -> name + " gives back " + leases);
    if (world.percent(4) && leases.remaining().compareTo(Duration.ofDays(1)) < 0) {
      process.after(world.between(MILLI, 6_000 * MILLI), () -> release(leases));
    } else {
      release(leases);
    }
  }

  private void release(MultiLease leases) {
    var unused = leases.releaseAsync().whenComplete((outcome, thrown) -> rest());
  }
}
