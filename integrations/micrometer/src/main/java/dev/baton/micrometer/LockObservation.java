package dev.baton.micrometer;

import io.micrometer.common.KeyValue;
import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;
import java.util.Locale;

/** What is observed of locks, and by which keys. */
public enum LockObservation implements ObservationDocumentation {
  /** {@code baton.acquire}: from the call to acquire a lock until it is acquired, or is not. */
  ACQUIRE("acquire", LockKey.WAY, LockKey.NAME),

  /** {@code baton.hold}: from then on until the lock is released or lost. */
  HOLD("hold", LockKey.LOSS, LockKey.NAME, LockKey.FENCE);

  /** The event of a {@link #HOLD} that ends because the lock is lost; it comes before the end. */
  public static final Observation.Event LOST = Observation.Event.of("lost");

  final String word;

  /** The key that says more of the outcome. */
  final LockKey how;

  private final KeyName[] highKeys;

  LockObservation(String word, LockKey how, KeyName... highKeys) {
    this.word = word;
    this.how = how;
    this.highKeys = highKeys;
  }

  @Override
  public Class<? extends ObservationConvention<? extends Observation.Context>>
      getDefaultConvention() {
    return LockConvention.class;
  }

  @Override
  public KeyName[] getLowCardinalityKeyNames() {
    return new KeyName[] {LockKey.LOCK, LockKey.MODE, LockKey.OUTCOME, how};
  }

  @Override
  public KeyName[] getHighCardinalityKeyNames() {
    return highKeys.clone();
  }

  @Override
  public Observation.Event[] getEvents() {
    return this == HOLD ? new Observation.Event[] {LOST} : EMPTY_EVENT_NAMES;
  }

  /** The keys. */
  public enum LockKey implements KeyName {
    /** The lock's {@link LockFamily}. */
    LOCK("baton.lock"),
    /** How it is had: {@code exclusive}, {@code shared} or {@code permits}. */
    MODE("baton.mode"),
    /**
     * How it ended. An acquisition: {@code acquired}, {@code busy}, {@code timed_out}, {@code
     * interrupted}, {@code cancelled} or {@code failed}. A hold: {@code released}, {@code
     * unconfirmed} if its release was not answered, or {@code lost}. {@code unknown} before the
     * end, and if nobody tells of it.
     */
    OUTCOME("baton.outcome"),
    /**
     * How the lock came: {@code taken}, {@code handed_over}, {@code passed}, {@code kept} or {@code
     * joined}; {@code none} if it did not.
     */
    WAY("baton.way"),
    /** How it was lost: a {@link dev.baton.LossReason} in lower case, or {@code none}. */
    LOSS("baton.loss"),
    /** The lock's name; without a bound. */
    NAME("baton.lock.name"),
    /** The fencing token of the lease; without a bound. */
    FENCE("baton.fence");

    private final String name;

    LockKey(String name) {
      this.name = name;
    }

    @Override
    public String asString() {
      return name;
    }

    KeyValue of(Enum<?> value) {
      return withValue(value.name().toLowerCase(Locale.ROOT));
    }
  }
}
