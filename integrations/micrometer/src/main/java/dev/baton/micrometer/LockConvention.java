package dev.baton.micrometer;

import dev.baton.micrometer.LockObservation.LockKey;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names and keys of one of the observations. Extend it, and implement {@link
 * io.micrometer.observation.GlobalObservationConvention}, to have others in a registry.
 */
public class LockConvention implements ObservationConvention<LockContext> {
  private final LockObservation observed;

  /**
   * The convention of an observation.
   *
   * @param observed which; of the other it says nothing
   */
  public LockConvention(LockObservation observed) {
    this.observed = observed;
  }

  @Override
  public boolean supportsContext(Observation.Context context) {
    return context instanceof LockContext lock && lock.observed() == observed;
  }

  @Override
  public String getName() {
    return "baton." + observed.word;
  }

  @Override
  public String getContextualName(LockContext context) {
    return observed.word + " " + context.family();
  }

  /** All keys are there from the beginning, since meters of what is still open need them. */
  @Override
  public KeyValues getLowCardinalityKeyValues(LockContext context) {
    return KeyValues.of(
        LockKey.LOCK.withValue(context.family()),
        LockKey.MODE.of(context.mode),
        context.outcome(),
        context.how());
  }

  @Override
  public KeyValues getHighCardinalityKeyValues(LockContext context) {
    KeyValues name = KeyValues.of(LockKey.NAME.withValue(context.lockName()));
    return observed == LockObservation.HOLD
        ? name.and(LockKey.FENCE.withValue(Long.toString(context.fencingToken)))
        : name;
  }
}
