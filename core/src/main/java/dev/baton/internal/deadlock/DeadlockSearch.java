package dev.baton.internal.deadlock;

import dev.baton.BackendException;
import dev.baton.Deadlock;
import dev.baton.LockClient;
import dev.baton.LockException;
import dev.baton.LockState;
import dev.baton.spi.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Looks at locks twice, and tells of the deadlocks that were there both times. */
public final class DeadlockSearch {
  /** Between two looks, if nobody says otherwise. */
  public static final Duration PAUSE = Duration.ofSeconds(1);

  private DeadlockSearch() {}

  /**
   * The names of all locks that somebody waits for and somebody has.
   *
   * @param client asked for them
   */
  public static Set<String> waitedFor(LockClient client) {
    try (Stream<LockState> found = client.find("*")) {
      return Set.copyOf(
          found.filter(lock -> lock.waiting() > 0).map(LockState::name).distinct().toList());
    }
  }

  /**
   * Looks twice, unless the first look finds nothing.
   *
   * @param client asked for the locks
   * @param names of the locks
   * @param pause between the two looks
   * @param clock by which that passes
   * @return what was there both times
   * @throws InterruptedException if the thread is interrupted in the pause
   */
  public static List<Deadlock> of(
      LockClient client, Collection<String> names, Duration pause, Ticker clock)
      throws InterruptedException {
    if (pause.isNegative()) {
      throw new IllegalArgumentException("pause is " + pause + ": it must be zero or more");
    }
    List<LockState> first = look(client, new LinkedHashSet<>(names));
    WaitGraph suspicion = WaitGraph.of(first);
    if (suspicion.cycles().isEmpty()) {
      return List.of();
    }
    await(TimeUnit.NANOSECONDS.convert(pause), clock);
    List<LockState> second = look(client, suspicion.locks());
    return WaitGraph.of(TwoLooks.common(first, second, pause)).cycles();
  }

  private static List<LockState> look(LockClient client, Collection<String> names) {
    List<LockState> states = new ArrayList<>();
    for (String name : names) {
      try {
        states.add(client.lock(name).inspect());
      } catch (BackendException e) {
        throw e;
      } catch (LockException e) {
        // The key has data of another type by now.
      }
    }
    return states;
  }

  private static void await(long nanos, Ticker clock) throws InterruptedException {
    long from = clock.nanoTime();
    for (long left = nanos; left > 0; left = nanos - (clock.nanoTime() - from)) {
      LockSupport.parkNanos(DeadlockSearch.class, left);
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted between two looks for deadlocks");
      }
    }
  }
}
