package dev.baton.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockListener.Connection;
import dev.baton.LockOptions;
import dev.baton.testing.server.RedisServer;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a client holds and waits for, and what becomes of its renewals and connections. */
class LockMetersTest extends OnRedis {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final LockMeters meters = new LockMeters();

  private double gauge(String meter, String... tags) {
    return registry.get(meter).tags(tags).gauge().value();
  }

  private double counter(String meter, String... tags) {
    return registry.get(meter).tags(tags).functionCounter().count();
  }

  @Test
  void gauges_ofAClient_tellWhatItHoldsAndWaitsForNow() throws Exception {
    LockClient client = client(meters);
    meters.watch(client);
    meters.bindTo(registry);
    assertThat(gauge("baton.holders")).isZero();
    Lease lease = client.lock(name).acquire();
    Lease another = client.lock(name + "another").acquire();
    CompletableFuture<Lease> waiting = client.lock(name).acquireAsync().toCompletableFuture();

    assertThat(gauge("baton.holders")).isEqualTo(2);
    assertThat(gauge("baton.waiters")).isEqualTo(1);
    assertThat(gauge("baton.kept")).isZero();
    another.release();
    lease.release();
    get(waiting).release();
    assertThat(gauge("baton.holders")).isZero();
    assertThat(gauge("baton.waiters")).isZero();
  }

  @Test
  void gauge_ofKeptLocks_countsWhatNobodyUses() throws Exception {
    LockClient client = client(meters);
    meters.watch(client);
    meters.bindTo(registry);
    LockOptions keeping = LockOptions.defaults().stickyFor(Duration.ofMinutes(10));
    eventually()
        .until(
            () -> {
              client.lock(name, keeping).acquire().release();
              return gauge("baton.kept") == 1;
            });

    assertThat(gauge("baton.holders")).isZero();
  }

  @Test
  void gauges_ofNoClient_haveNoValue() {
    meters.bindTo(registry);

    assertThat(gauge("baton.holders")).isNaN();
  }

  @Test
  void meters_ofSeveralClients_areToldApartByTheirTags() throws Exception {
    LockMeters others = new LockMeters(Tags.of("client", "others"));
    LockClient client = client(meters);
    LockClient other = client(others);
    meters.watch(client);
    others.watch(other);
    others.bindTo(registry);
    Lease lease = other.lock(name).acquire();
    SimpleMeterRegistry theirs = new SimpleMeterRegistry();
    meters.bindTo(theirs);

    assertThat(gauge("baton.holders", "client", "others")).isEqualTo(1);
    assertThat(theirs.get("baton.holders").gauge().value()).isZero();
    lease.release();
  }

  @Test
  void events_toldBeforeTheRegistryIsThere_areCountedInEach() {
    meters.renewalUnanswered(name);
    meters.connectionLost(Connection.PUSHES);
    meters.bindTo(registry);
    SimpleMeterRegistry second = new SimpleMeterRegistry();
    meters.bindTo(second);
    meters.renewalUnanswered(name);

    assertThat(counter("baton.renewal.unanswered")).isEqualTo(2);
    assertThat(second.get("baton.renewal.unanswered").functionCounter().count()).isEqualTo(2);
    assertThat(counter("baton.connection.lost", "baton.connection", "pushes")).isEqualTo(1);
    assertThat(counter("baton.connection.lost", "baton.connection", "commands")).isZero();
  }

  @Test
  void server_thatFallsSilentAndDies_isCountedByRenewalsAndConnections() throws Exception {
    try (RedisServer server = RedisServer.start();
        LockClient client = adapter.connect(server.uri() + "?timeout=1000ms", meters)) {
      meters.bindTo(registry);
      LockOptions renewedOften = LockOptions.defaults().leaseDuration(Duration.ofSeconds(6));
      Lease lease = client.lock(name, renewedOften).acquire();
      server.pause();
      eventually().until(() -> counter("baton.renewal.unanswered") >= 1);
      server.kill();
      eventually()
          .until(
              () ->
                  registry.find("baton.connection.lost").functionCounters().stream()
                          .mapToDouble(FunctionCounter::count)
                          .sum()
                      >= 1);
      eventually().until(() -> !lease.isHeld());
    }
  }
}
