package dev.baton.cli.ui;

import dev.baton.BackendException;
import dev.baton.DistributedLock;
import dev.baton.LockClient;
import dev.baton.LockException;
import dev.baton.LockState;
import dev.baton.cli.base.Json;
import dev.baton.cli.base.Words;
import dev.baton.cli.survey.Reach;
import dev.baton.cli.survey.Rounds;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the locks that are open in a page, four times a second, and remembers who held them. All
 * pages that show a lock see the same. It forgets a lock some time after the last page went away.
 */
final class Lookout implements AutoCloseable {
  private static final Duration REST = Duration.ofMillis(240);

  /** Nobody looks any more if no page has asked for so long. */
  private static final Duration ATTENTION = Duration.ofSeconds(15);

  private static final int MOST_LOCKS = 16;
  private static final int MOST_TOLD = 100;
  private static final Duration SPAN = Duration.ofMinutes(5);

  private final Map<String, Watch> watches = new ConcurrentHashMap<>();
  private final LockClient client;
  private final Reach reach;
  private final Rounds rounds;

  /** One lock; its history belongs to the thread of the rounds. */
  private static final class Watch {
    final History history = new History();
    volatile long asked = System.nanoTime();
    volatile @Nullable Sight sight;
  }

  /** What a page sees of a lock. */
  private record Sight(Json json, long at) {}

  Lookout(LockClient client, Reach reach) {
    this.client = client;
    this.reach = reach;
    this.rounds = new Rounds("baton-ui-lookout", REST, Duration.ofSeconds(2), this::round);
  }

  /**
   * The newest sight of a lock; empty if there is none yet: one is on its way.
   *
   * @throws IllegalArgumentException if there can be no lock of that name
   */
  Optional<Json> ask(String name) {
    DistributedLock lock = client.lock(name); // complains of what cannot be a name
    Watch watch = watches.get(lock.name());
    if (watch == null) {
      makeRoom();
      watch = watches.computeIfAbsent(name, asked -> new Watch());
      rounds.hurry();
    }
    watch.asked = System.nanoTime();
    return Optional.ofNullable(watch.sight)
        .map(
            sight ->
                new Json()
                    .with("seen", sight.json())
                    .with("ageMillis", (System.nanoTime() - sight.at()) / 1_000_000));
  }

  /** Looks again soon, since something was done to a lock. */
  void hurry() {
    rounds.hurry();
  }

  private void makeRoom() {
    while (watches.size() >= MOST_LOCKS) {
      watches.entrySet().stream()
          .min(Comparator.comparingLong(entry -> entry.getValue().asked - System.nanoTime()))
          .ifPresent(oldest -> watches.remove(oldest.getKey()));
    }
  }

  /** One round; whether the server answered. */
  private boolean round() {
    long now = System.nanoTime();
    watches.values().removeIf(watch -> now - watch.asked > ATTENTION.toNanos());
    try {
      for (Map.Entry<String, Watch> entry : watches.entrySet()) {
        look(entry.getKey(), entry.getValue());
        reach.fine();
      }
      return true;
    } catch (RuntimeException e) { // whatever it is, the next round may fare better
      reach.lost(e);
      return false;
    }
  }

  private void look(String name, Watch watch) {
    Instant before = Instant.now();
    try {
      LockState state = client.lock(name).inspect();
      long micros = micros(before.plus(Duration.between(before, Instant.now()).dividedBy(2)));
      watch.history.saw(state, micros);
      long now = watch.history.serverMicros(micros);
      watch.sight =
          new Sight(
              new Json()
                  .with("lock", Words.json(first(state)))
                  .with("nowMicros", now)
                  .with("beganMicros", watch.history.began())
                  .with("history", watch.history.since(now - micros(SPAN))),
              System.nanoTime());
    } catch (BackendException e) {
      throw e;
    } catch (LockException e) {
      watch.sight = new Sight(new Json().with("problem", Reach.said(e)), System.nanoTime());
    }
  }

  private static LockState first(LockState state) {
    List<LockState.Waiter> waiters = state.waiters();
    return new LockState(
        state.name(),
        state.holder(),
        state.heldFor(),
        state.expiresIn(),
        state.fencingToken(),
        state.waiting(),
        waiters.subList(0, Math.min(waiters.size(), MOST_TOLD)),
        state.sharing().map(Lookout::first));
  }

  private static LockState.Sharing first(LockState.Sharing sharing) {
    List<LockState.Holder> holders = sharing.holders();
    return new LockState.Sharing(
        sharing.count(),
        sharing.weight(),
        sharing.limited(),
        holders.subList(0, Math.min(holders.size(), MOST_TOLD)));
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  private static long micros(Duration time) {
    return time.toNanos() / 1000;
  }

  @Override
  public void close() {
    rounds.close();
  }
}
