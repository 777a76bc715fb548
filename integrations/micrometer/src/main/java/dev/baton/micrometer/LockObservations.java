package dev.baton.micrometer;

import static dev.baton.micrometer.LockObservation.ACQUIRE;
import static dev.baton.micrometer.LockObservation.HOLD;

import dev.baton.LockListener;
import dev.baton.micrometer.LockObservation.LockKey;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.NullObservation;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * Observes the locks of one client: each acquisition is a {@link LockObservation#ACQUIRE} and each
 * lease a {@link LockObservation#HOLD}, of which the registry's handlers make timers, spans or
 * whatever they make.
 *
 * <p>The parent of both is the observation that was current when the acquisition began. Neither is
 * made current itself, since a lease may be released by another thread.
 *
 * <p>Nobody tells of the end of a lease that is forgotten ({@link LockListener}). Its observation
 * stays open until 10,000 others of leases are, or until {@link #close()}, and ends with the
 * outcome {@code unknown}.
 *
 * <p>Each client needs one of its own, given to {@link dev.baton.LockClientBuilder#listener}. With
 * {@link ObservationRegistry#NOOP} it does nothing. May be called by many threads at once; handlers
 * run on the threads on which things happen, and must return at once.
 */
public final class LockObservations implements LockListener, AutoCloseable {
  private static final int MOST_HELD = 10_000;
  private static final LockConvention ACQUIRING = new LockConvention(ACQUIRE);
  private static final LockConvention HOLDING = new LockConvention(HOLD);

  private final ObservationRegistry registry;
  private final LockFamily families;
  private final int mostHeld;
  private final Map<Long, Open> acquiring = new ConcurrentHashMap<>();

  /** In the order of the acquisitions, so that the oldest is known. */
  private final ConcurrentSkipListMap<Long, Open> held = new ConcurrentSkipListMap<>();

  /** What has begun and not ended. */
  private record Open(Observation observation, LockContext context, @Nullable Observation parent) {
    void end(String outcome, KeyValue how) {
      context.ends(outcome, how);
      observation.stop();
    }
  }

  /**
   * Observes locks by the text before the first colon of their names.
   *
   * @param registry where to
   */
  public LockObservations(ObservationRegistry registry) {
    this(registry, LockFamily.beforeColon());
  }

  /**
   * Observes locks by families of the caller's choice.
   *
   * @param registry where to
   * @param families what locks are counted under
   */
  public LockObservations(ObservationRegistry registry, LockFamily families) {
    this(registry, families, MOST_HELD);
  }

  LockObservations(ObservationRegistry registry, LockFamily families, int mostHeld) {
    this.registry = Objects.requireNonNull(registry, "registry");
    this.families = Objects.requireNonNull(families, "families");
    this.mostHeld = mostHeld;
  }

  @Override
  public void began(Began it) {
    if (registry.isNoop()) {
      return;
    }
    LockContext context =
        new LockContext(ACQUIRE, it.lockName(), families.of(it.lockName()), it.mode(), 0);
    Observation observation = ACQUIRE.start(null, ACQUIRING, () -> context, registry);
    Open other =
        acquiring.put(it.id(), new Open(observation, context, registry.getCurrentObservation()));
    if (other != null) {
      other.observation().stop();
      throw new IllegalStateException("each client needs a LockObservations of its own");
    }
  }

  @Override
  public void acquired(Acquired it) {
    Open mine = acquiring.remove(it.id());
    if (mine != null) {
      mine.end("acquired", LockKey.WAY.of(it.way()));
      hold(it, mine.context().family(), mine.parent());
    }
  }

  @Override
  public void notAcquired(NotAcquired it) {
    Open mine = acquiring.remove(it.id());
    if (mine != null) {
      it.cause().ifPresent(mine.observation()::error);
      mine.end(LockKey.OUTCOME.of(it.why()).getValue(), mine.context().how());
    }
  }

  @Override
  public void released(Released it) {
    Open mine = held.remove(it.id());
    if (mine != null) {
      mine.end(it.confirmed() ? "released" : "unconfirmed", mine.context().how());
    }
  }

  @Override
  public void lost(Lost it) {
    Open mine = held.remove(it.id());
    if (mine != null) {
      KeyValue how = LockKey.LOSS.of(it.reason());
      mine.context().ends("lost", how);
      // an event is counted by the keys of its moment, and conventions are asked at the end only
      replace(mine.context(), mine.context().outcome());
      replace(mine.context(), how);
      mine.observation().event(LockObservation.LOST);
      mine.observation().stop();
    }
  }

  /** Ends the observations that are open. For the end of an application, after its client's. */
  @Override
  public void close() {
    acquiring.keySet().forEach(id -> stop(acquiring.remove(id)));
    while (!held.isEmpty()) {
      stopOldest();
    }
  }

  /** How many have begun and not ended. */
  int open() {
    return acquiring.size() + held.size();
  }

  private void hold(Acquired it, String family, @Nullable Observation parent) {
    LockContext context =
        new LockContext(HOLD, it.lockName(), family, it.mode(), it.fencingToken());
    Observation observation =
        HOLD.observation(null, HOLDING, () -> context, registry).parentObservation(parent);
    start(observation, parent);
    stop(held.put(it.id(), new Open(observation, context, parent)));
    if (held.size() > mostHeld) {
      stopOldest();
    }
  }

  /**
   * Starts it with nothing current if another than its parent is: the thread may be that of a
   * caller who passes the lock on, and tracers would take that one's span for the parent.
   */
  private void start(Observation observation, @Nullable Observation parent) {
    Observation current = registry.getCurrentObservation();
    if (current == null || current == parent) {
      observation.start();
    } else {
      try (Observation.Scope nothing = new NullObservation(registry).openScope()) {
        observation.start();
      }
    }
  }

  private void stopOldest() {
    Map.Entry<Long, Open> oldest = held.pollFirstEntry();
    stop(oldest == null ? null : oldest.getValue());
  }

  private static void stop(@Nullable Open forgotten) {
    if (forgotten != null) {
      forgotten.observation().stop();
    }
  }

  private static void replace(LockContext context, KeyValue value) {
    if (context.getLowCardinalityKeyValue(value.getKey()) != null) {
      context.addLowCardinalityKeyValue(value);
    }
  }
}
