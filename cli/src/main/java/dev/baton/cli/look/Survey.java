package dev.baton.cli.look;

import dev.baton.BackendException;
import dev.baton.LockClient;
import dev.baton.LockState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Goes through all locks of a server again and again, and keeps the most contended of them. It
 * rests nine times as long as it went, so that it takes at most a tenth of the server's time,
 * however many there are; and it holds no more locks than it is to keep.
 */
public final class Survey implements AutoCloseable {
  /** Those with the most waiters first, then those held longest. */
  public static final Comparator<LockState> BY_CONTENTION =
      Comparator.comparingLong(LockState::waiting)
          .thenComparing(lock -> lock.heldFor().orElse(Duration.ZERO))
          .reversed()
          .thenComparing(LockState::name);

  private static final int RESTS_PER_WALK = 9;

  private final LockClient client;
  private final int kept;
  private final int inspected;
  private final Duration leastRest;
  private final Thread walker;
  private volatile String pattern;
  private volatile Result result = Result.NONE;
  private volatile boolean closed;

  /**
   * What was found.
   *
   * @param locks how many locks are held
   * @param waiting how many wait, for all of them
   * @param kept the most contended ones
   * @param took how long it took to find them all
   * @param trouble what went wrong the last time; then the rest is older than that
   * @param walks how often all were gone through
   */
  public record Result(
      long locks,
      long waiting,
      List<LockState> kept,
      Duration took,
      Optional<String> trouble,
      long walks) {
    static final Result NONE = new Result(0, 0, List.of(), Duration.ZERO, Optional.empty(), 0);
  }

  private Survey(LockClient client, String pattern, int kept, int inspected, Duration leastRest) {
    this.client = client;
    this.pattern = pattern;
    this.kept = kept;
    this.inspected = inspected;
    this.leastRest = leastRest;
    this.walker = new Thread(this::walkOn, "baton-survey");
    walker.setDaemon(true);
  }

  /**
   * Begins.
   *
   * @param client asked for locks
   * @param pattern names to look for, as {@link LockClient#find}
   * @param kept how many locks to keep
   * @param inspected of how many of these to look at the waiters, too
   * @param leastRest the shortest time between two walks
   */
  public static Survey begin(
      LockClient client, String pattern, int kept, int inspected, Duration leastRest) {
    Survey survey = new Survey(client, pattern, kept, inspected, leastRest);
    survey.walker.start();
    return survey;
  }

  /** What was found last. */
  public Result result() {
    return result;
  }

  /** Looks for other names from the next walk on, which begins soon. */
  public void lookFor(String names) {
    pattern = names;
    walker.interrupt();
  }

  private void walkOn() {
    while (!closed) {
      long began = System.nanoTime();
      try {
        result = walk(began);
      } catch (BackendException | IllegalStateException e) {
        Result old = result;
        String trouble = String.valueOf(e.getMessage());
        result =
            new Result(old.locks, old.waiting, old.kept, old.took, Optional.of(trouble), old.walks);
      }
      rest(System.nanoTime() - began);
    }
  }

  private void rest(long walkedNanos) {
    try {
      TimeUnit.NANOSECONDS.sleep(Math.max(leastRest.toNanos(), RESTS_PER_WALK * walkedNanos));
    } catch (InterruptedException e) {
      // There is something else to look for, or nothing any more.
    }
  }

  private Result walk(long began) {
    PriorityQueue<LockState> most = new PriorityQueue<>(BY_CONTENTION.reversed());
    long[] sums = new long[2];
    try (Stream<LockState> found = client.find(pattern)) {
      found.forEach(
          lock -> {
            sums[0]++;
            sums[1] += lock.waiting();
            most.add(lock);
            if (most.size() > kept) {
              most.remove();
            }
          });
    }
    List<LockState> sorted = sorted(most);
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    return new Result(sums[0], sums[1], sorted, took, Optional.empty(), result.walks + 1);
  }

  /** Each name once: a scan may tell of one twice. */
  private List<LockState> sorted(PriorityQueue<LockState> most) {
    Map<String, LockState> byName = new HashMap<>();
    most.forEach(lock -> byName.put(lock.name(), lock));
    List<LockState> sorted = new ArrayList<>(byName.values());
    sorted.sort(BY_CONTENTION);
    for (int i = 0; i < Math.min(inspected, sorted.size()); i++) {
      if (sorted.get(i).waiting() > 0) {
        sorted.set(i, client.lock(sorted.get(i).name()).inspect());
      }
    }
    return List.copyOf(sorted);
  }

  @Override
  public void close() {
    closed = true;
    walker.interrupt();
  }
}
