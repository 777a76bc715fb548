package dev.baton.testing.faults.harness;

import dev.baton.testing.faults.worker.WantedLock;
import dev.baton.testing.history.History;
import dev.baton.testing.history.Operation;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
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
    losses.add(
        new Loss(fromMicros, untilMicros + AHEAD_MICROS, nanos(fromMicros), /* split= */ false));
  }

  /** Notes that data was lost since a time that {@link #now} told. */
  public void since(long fromMicros) {
    add(fromMicros, now());
  }

  /** Notes that two servers granted the same locks since a time that {@link #now} told. */
  public void splitSince(long fromMicros) {
    losses.add(new Loss(fromMicros, now() + AHEAD_MICROS, nanos(fromMicros), /* split= */ true));
  }

  /** The time of this machine's clock, and so of its servers', in microseconds. */
  public static long now() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  /** That time by {@link System#nanoTime()}; for one that is yet to come it is the present. */
  private static long nanos(long micros) {
    return System.nanoTime() - TimeUnit.MICROSECONDS.toNanos(Math.max(0, now() - micros));
  }

  /**
   * The same history, each grant on its primary: one more after each loss. Where fences do not tell
   * whether a grant came before or after, it has a primary of its own. So it is with those who read
   * together since before a loss, of which they know nothing: who has joined them afterwards has
   * their fence, on whichever server. For locks that exclude across failovers only the times count
   * in which two servers granted them.
   */
  public History onPrimaries(History history) {
    History numbered = new History();
    history.faults().forEach(numbered::add);
    history.queues().forEach(numbered::add);
    history.works().forEach(numbered::add);
    List<Operation> byFence =
        history.operations().stream().sorted(Comparator.comparingLong(Operation::fence)).toList();
    int unclear = 0;
    List<Primary> primaries = new ArrayList<>();
    for (Operation operation : byFence) {
      long fence = operation.fence();
      boolean excludes = WantedLock.excludesAcrossFailovers(operation.lock());
      List<Loss> counted = losses.stream().filter(loss -> loss.split() || !excludes).toList();
      unclear += counted.stream().anyMatch(loss -> loss.mayBeOn(fence)) ? 1 : 0;
      int over = (int) counted.stream().filter(loss -> loss.until() <= fence).count();
      boolean joined = counted.stream().anyMatch(loss -> loss.outlastedBy(operation));
      primaries.add(new Primary(over + unclear, joined ? fence : Long.MAX_VALUE));
    }
    List<Primary> inOrder = primaries.stream().distinct().sorted().toList();
    for (int i = 0; i < byFence.size(); i++) {
      int number = Collections.binarySearch(inOrder, primaries.get(i));
      numbered.add(byFence.get(i).onPrimary(number));
    }
    return numbered;
  }

  /**
   * One between two losses, or where those have come together who joined readers from before one:
   * that is in front of it, since grants that they know nothing of may have larger fences.
   */
  private record Primary(int number, long joinedReaders) implements Comparable<Primary> {
    @Override
    public int compareTo(Primary other) {
      int byNumber = Integer.compare(number, other.number);
      return byNumber != 0 ? byNumber : Long.compare(joinedReaders, other.joinedReaders);
    }
  }

  private record Loss(long from, long until, long sinceNanos, boolean split) {
    boolean mayBeOn(long fence) {
      return from <= fence && fence < until;
    }

    /** Whether it was granted afterwards to one who reads with others since before. */
    boolean outlastedBy(Operation grant) {
      return grant.mode().isShared()
          && !grant.mode().isLimited()
          && grant.fence() < until
          && grant.answeredAt() > sinceNanos;
    }
  }
}
