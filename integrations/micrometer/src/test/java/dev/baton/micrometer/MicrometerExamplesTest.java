package dev.baton.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.LockClient;
import dev.baton.testing.server.RedisServer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What docs/metrics.md shows. */
class MicrometerExamplesTest {
  private final String uri = RedisServer.shared().patientUri();
  private final PrometheusMeterRegistry prometheus =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  @Test
  void micrometer() throws Exception {
    MeterRegistry meters = prometheus;
    ObservationRegistry observations = ObservationRegistry.create();
    observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
    // tag::micrometer
    LockMeters lockMeters = new LockMeters();
    LockClient client =
        LockClient.builder(uri)
            .listener(new LockObservations(observations)) // an ObservationRegistry
            .listener(lockMeters)
            .build();
    lockMeters.watch(client);
    lockMeters.bindTo(meters); // a MeterRegistry
    // end::micrometer
    try (client) {
      client.lock("order:42").acquire().release();
      assertThat(meters.get("baton.hold").tag("baton.lock", "order").timer().count()).isEqualTo(1);
      assertThat(meters.get("baton.holders").gauge().value()).isZero();
    }
  }

  @Test
  void histograms() throws Exception {
    MeterRegistry meters = prometheus;
    // tag::histograms
    Set<String> histograms = Set.of("baton.acquire", "baton.hold");
    meters
        .config()
        .meterFilter(
            new MeterFilter() {
              @Override
              public DistributionStatisticConfig configure(
                  Meter.Id id, DistributionStatisticConfig config) {
                return histograms.contains(id.getName())
                    ? DistributionStatisticConfig.builder()
                        .percentilesHistogram(true)
                        .build()
                        .merge(config)
                    : config;
              }
            });
    // end::histograms
    micrometer();
    assertThat(prometheus.scrape()).contains("baton_acquire_seconds_bucket{");
  }

  @Test
  void families() throws Exception {
    MeterRegistry meters = prometheus;
    ObservationRegistry observations = ObservationRegistry.create();
    observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
    // tag::families
    LockFamily families = LockFamily.by(name -> name.startsWith("nightly-") ? "nightly" : "");
    LockObservations listener = new LockObservations(observations, families);
    // end::families
    try (LockClient client = LockClient.builder(uri).listener(listener).build()) {
      client.lock("nightly-report").acquire().release();
      client.lock("report").acquire().release();
      assertThat(meters.get("baton.hold").tag("baton.lock", "nightly").timer().count())
          .isEqualTo(1);
      assertThat(meters.get("baton.hold").tag("baton.lock", "other").timer().count()).isEqualTo(1);
    }
  }
}
