package dev.baton.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.baton.LockListener.Acquired;
import dev.baton.LockListener.Began;
import dev.baton.LockListener.Failure;
import dev.baton.LockListener.Lost;
import dev.baton.LockListener.Mode;
import dev.baton.LockListener.NotAcquired;
import dev.baton.LockListener.Released;
import dev.baton.LockListener.Way;
import dev.baton.LossReason;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.GlobalObservationConvention;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How observations end of which nobody tells the end, and what a registry's settings change. */
class OpenObservationsTest {
  private static final String NAME = "order:42";

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final ObservationRegistry registry = ObservationRegistry.create();
  private final List<Observation.Context> ended = new ArrayList<>();
  private final LockObservations observations =
      new LockObservations(registry, LockFamily.beforeColon(), /* mostHeld= */ 2);

  OpenObservationsTest() {
    registry
        .observationConfig()
        .observationHandler(new DefaultMeterObservationHandler(meters))
        .observationHandler(
            new ObservationHandler<Observation.Context>() {
              @Override
              public void onStop(Observation.Context context) {
                ended.add(context);
              }

              @Override
              public boolean supportsContext(Observation.Context context) {
                return true;
              }
            });
  }

  private void begin(long id) {
    observations.began(new Began(id, NAME, Mode.EXCLUSIVE));
  }

  private void acquire(long id) {
    observations.acquired(
        new Acquired(id, NAME, Mode.EXCLUSIVE, /* fencingToken= */ id, Way.TAKEN, Duration.ZERO));
  }

  private void release(long id) {
    observations.released(
        new Released(
            id,
            NAME,
            Mode.EXCLUSIVE,
            /* fencingToken= */ id,
            Duration.ZERO,
            /* confirmed= */ true));
  }

  private void lose(long id) {
    observations.lost(
        new Lost(
            id,
            NAME,
            Mode.EXCLUSIVE,
            /* fencingToken= */ id,
            Duration.ZERO,
            LossReason.MAX_HOLD_REACHED));
  }

  private long holds(String outcome) {
    return meters.find("baton.hold").tag("baton.outcome", outcome).timers().stream()
        .mapToLong(timer -> timer.count())
        .sum();
  }

  @Test
  void lease_forgottenUntilTooManyOthersAreOpen_endsUnknown() {
    for (long id = 1; id <= 3; id++) {
      begin(id);
      acquire(id);
    }

    assertThat(observations.open()).isEqualTo(2);
    assertThat(holds("unknown")).isEqualTo(1);
    assertThat(((LockContext) ended.get(ended.size() - 1)).fencingToken).isEqualTo(1);
    release(1); // it comes after all, and changes nothing
    release(2);
    release(3);
    assertThat(observations.open()).isZero();
    assertThat(holds("released")).isEqualTo(2);
  }

  @Test
  void waiters_howeverMany_areAllObservedToTheirEnds() {
    for (long id = 1; id <= 50; id++) {
      begin(id);
    }
    for (long id = 1; id <= 50; id++) {
      acquire(id);
      release(id);
    }

    assertThat(holds("released")).isEqualTo(50);
    assertThat(observations.open()).isZero();
  }

  @Test
  void close_withObservationsOpen_endsThemUnknown() {
    begin(1);
    begin(2);
    acquire(2);
    observations.close();

    assertThat(observations.open()).isZero();
    assertThat(holds("unknown")).isEqualTo(1);
    assertThat(
            meters
                .get("baton.acquire")
                .tags("baton.outcome", "unknown", "baton.way", "none")
                .timer()
                .count())
        .isEqualTo(1);
    assertThat(meters.get("baton.hold.active").longTaskTimers())
        .extracting(LongTaskTimer::activeTasks)
        .containsOnly(0);
    assertThat(meters.get("baton.acquire.active").longTaskTimers())
        .extracting(LongTaskTimer::activeTasks)
        .containsOnly(0);
  }

  @Test
  void acquisition_withTheNumberOfAnother_isRefusedAndLeavesNothingOpen() {
    begin(1);
    assertThatIllegalStateException().isThrownBy(() -> begin(1)).withMessageContaining("its own");
    observations.notAcquired(
        new NotAcquired(1, NAME, Mode.EXCLUSIVE, Failure.BUSY, Duration.ZERO, Optional.empty()));

    assertThat(observations.open()).isZero();
    assertThat(meters.get("baton.acquire.active").longTaskTimer().activeTasks()).isZero();
  }

  @Test
  void end_ofWhatWasNotSeenToBegin_isNothing() {
    acquire(1);
    release(1);
    lose(1);
    observations.notAcquired(
        new NotAcquired(1, NAME, Mode.EXCLUSIVE, Failure.BUSY, Duration.ZERO, Optional.empty()));

    assertThat(ended).isEmpty();
    assertThat(observations.open()).isZero();
  }

  @Test
  void release_withoutAnAnswer_isUnconfirmed() {
    begin(1);
    acquire(1);
    observations.released(
        new Released(
            1, NAME, Mode.EXCLUSIVE, /* fencingToken= */ 1, Duration.ZERO, /* confirmed= */ false));

    assertThat(holds("unconfirmed")).isEqualTo(1);
  }

  @Test
  void registry_thatDoesNothing_isNotEvenAskedForAFamily() {
    LockFamily unasked =
        LockFamily.by(
            name -> {
              throw new AssertionError(name);
            });
    LockObservations nothing = new LockObservations(ObservationRegistry.NOOP, unasked);
    nothing.began(new Began(1, NAME, Mode.EXCLUSIVE));
    nothing.acquired(
        new Acquired(1, NAME, Mode.EXCLUSIVE, /* fencingToken= */ 1, Way.TAKEN, Duration.ZERO));

    assertThat(nothing.open()).isZero();
  }

  @Test
  void acquisitions_thatARegistryDoesNotWant_leaveTheHoldsAsTheyAre() {
    registry
        .observationConfig()
        .observationPredicate((name, context) -> !name.equals("baton.acquire"));
    Observation request = Observation.start("request", registry);
    request.scoped(
        () -> {
          begin(1);
          acquire(1);
          release(1);
        });

    assertThat(meters.find("baton.acquire").timer()).isNull();
    assertThat(holds("released")).isEqualTo(1);
    assertThat(ended).singleElement().returns(request, Observation.Context::getParentObservation);
  }

  @Test
  void events_ofManyThreadsAtATime_leaveNothingOpen() throws Exception {
    ObservationRegistry shared = ObservationRegistry.create();
    shared.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
    LockObservations told = new LockObservations(shared);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        long first = i * 1_000_000L;
        done.add(threads.submit(() -> tellOfMany(told, first)));
      }
      for (Future<?> one : done) {
        one.get(2, TimeUnit.MINUTES);
      }
    } finally {
      threads.shutdown();
    }

    assertThat(told.open()).isZero();
    assertThat(holds("released")).isEqualTo(8L * 50 * 100);
  }

  private static void tellOfMany(LockObservations told, long first) {
    for (long round = first; round < first + 50_000; round += 1_000) {
      for (long id = round; id < round + 100; id++) {
        told.began(new Began(id, NAME, Mode.EXCLUSIVE));
      }
      for (long id = round; id < round + 100; id++) {
        told.acquired(new Acquired(id, NAME, Mode.EXCLUSIVE, id, Way.TAKEN, Duration.ZERO));
      }
      for (long id = round; id < round + 100; id++) {
        told.released(
            new Released(id, NAME, Mode.EXCLUSIVE, id, Duration.ZERO, /* confirmed= */ true));
      }
    }
  }

  /** Another name, one key more and none of the lock's. */
  private static final class Renamed extends LockConvention
      implements GlobalObservationConvention<LockContext> {
    Renamed() {
      super(LockObservation.HOLD);
    }

    @Override
    public String getName() {
      return "shop.lock";
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(LockContext context) {
      return KeyValues.of(KeyValue.of("shop", context.family() + " of " + context.observed()));
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(LockContext context) {
      return KeyValues.of(KeyValue.of("whole", context.lockName()));
    }
  }

  @Test
  void convention_ofTheRegistry_takesThePlaceOfTheOwnAlsoForEvents() {
    registry.observationConfig().observationConvention(new Renamed());
    begin(1);
    acquire(1);
    lose(1);

    assertThat(meters.find("baton.acquire").timer()).isNotNull();
    assertThat(meters.find("baton.hold").timer()).isNull();
    assertThat(meters.get("shop.lock").timer().getId().getTags())
        .containsExactlyInAnyOrder(Tag.of("shop", "order of HOLD"), Tag.of("error", "none"));
    assertThat(meters.get("shop.lock.lost").counter().getId().getTags())
        .containsExactly(Tag.of("shop", "order of HOLD"));
    assertThat(ended.get(1).getHighCardinalityKeyValues())
        .containsExactly(KeyValue.of("whole", NAME));
  }
}
