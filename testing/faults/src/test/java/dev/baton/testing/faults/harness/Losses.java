package dev.baton.testing.faults.harness;

import dev.baton.testing.faults.worker.SharedLock;
import dev.baton.testing.history.History;
import dev.baton.testing.history.Operation;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * When the server lost data. What was granted before and after is told apart by fences, since they
 * follow the server's clock: it does not matter when anybody heard of the grant.
 */
public final class Losses {
  /**
   * A fence is never behind the server's clock, and ahead of it by less than this: a process sets
   * aside 65,536 fences at the most, and so many are left out when their record is lost.
   */
  private static final long AHEAD_MICROS = TimeUnit.MILLISECONDS.toMicros(100);

  private final List<Loss> losses = new ArrayList<>();

  /** Notes that data was lost at some time within these, in microseconds of the server's clock. */
  public void add(long fromMicros, long untilMicros) {
    losses.add(new Loss(fromMicros, untilMicros + AHEAD_MICROS, /* split= */ false));
  }

  /** Notes that data was lost since a time that {@link #now} told. */
  public void since(long fromMicros) {
    add(fromMicros, now());
  }

  /** Notes that two servers granted the same locks since a time that {@link #now} told. */
  public void splitSince(long fromMicros) {
    losses.add(new Loss(fromMicros, now() + AHEAD_MICROS, /* split= */ true));
  }

  /** The time of this machine's clock, and so of its servers', in microseconds. */
  public static long now() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  /**
   * The same history, each grant on its primary: one more after each loss. Where fences do not tell
   * whether a grant came before or after, it has a primary of its own. For locks that exclude
   * across failovers only the times count in which two servers granted them.
   */
  public History onPrimaries(History history) {
    History numbered = new History();
    history.faults().forEach(numbered::add);
    history.queues().forEach(numbered::add);
    List<Operation> byFence =
        history.operations().stream().sorted(Comparator.comparingLong(Operation::fence)).toList();
    int unclear = 0;
    for (Operation operation : byFence) {
      long fence = operation.fence();
      boolean excludes = SharedLock.excludesAcrossFailovers(operation.lock());
      List<Loss> counted = losses.stream().filter(loss -> loss.split() || !excludes).toList();
      unclear += counted.stream().anyMatch(loss -> loss.mayBeOn(fence)) ? 1 : 0;
      int over = (int) counted.stream().filter(loss -> loss.until() <= fence).count();
      numbered.add(operation.onPrimary(over + unclear));
    }
    return numbered;
  }

  private record Loss(long from, long until, boolean split) {
    boolean mayBeOn(long fence) {
      return from <= fence && fence < until;
    }
  }
}
