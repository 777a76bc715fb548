package dev.baton.spring.boot;

import static dev.baton.spring.boot.Contexts.runner;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.micrometer.LockFamily;
import dev.baton.micrometer.LockMeters;
import dev.baton.micrometer.LockObservations;
import dev.baton.testing.server.RedisServer;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What Micrometer is told of the lock client. */
class MetricsTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final String name = "orders:" + UUID.randomUUID();
  private final ApplicationContextRunner runner =
      runner()
          .withPropertyValues("baton.url=" + RedisServer.shared().patientUri())
          .withBean(ObservationRegistry.class, this::observing);

  private ObservationRegistry observing() {
    ObservationRegistry registry = ObservationRegistry.create();
    registry.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
    return registry;
  }

  @Test
  void locks_ofTheClient_areObservedByTheirFamily() {
    runner.run(
        context -> {
          context.getBean(LockClient.class).lock(name).acquire().release();
          assertThat(meters.get("baton.hold").tag("baton.lock", "orders").timer().count())
              .isEqualTo(1);
        });
  }

  @Test
  void family_ofTheApplication_isTaken() {
    runner
        .withBean(LockFamily.class, () -> LockFamily.by(any -> "mine"))
        .run(
            context -> {
              context.getBean(LockClient.class).lock(name).acquire().release();
              assertThat(meters.get("baton.hold").tag("baton.lock", "mine").timer().count())
                  .isEqualTo(1);
            });
  }

  @Test
  void meters_onceBound_lookAtTheClient() {
    runner.run(
        context -> {
          context.getBean(LockMeters.class).bindTo(meters);
          Lease lease = context.getBean(LockClient.class).lock(name).acquire();
          assertThat(meters.get("baton.holders").gauge().value()).isEqualTo(1);
          lease.release();
          assertThat(meters.get("baton.holders").gauge().value()).isZero();
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev.baton.micrometer", "io.micrometer.core"})
  void meters_withoutTheirArtifacts_areNotThere(String missing) {
    runner
        .withClassLoader(new FilteredClassLoader(missing))
        .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(LockMeters.class));
  }

  @Test
  void observations_withoutARegistry_areNotThere() {
    runner()
        .withPropertyValues("baton.url=" + RedisServer.shared().patientUri())
        .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(LockObservations.class));
  }
}
