package dev.baton.cli.server;

import static dev.baton.cli.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.testing.server.RedisServer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rate of handovers, by the server's count of messages. */
class HandoversTest {

  @Test
  void calls_bothWaysOfPublishing_areAdded() {
    String stats =
        """
        # Commandstats
        cmdstat_publish:calls=3,usec=1
        cmdstat_unsubscribe:calls=7,usec=1
        cmdstat_spublish:calls=40,usec=1
        """;
    assertThat(Handovers.calls(stats)).isEqualTo(43);
    assertThat(Handovers.calls("cmdstat_get:calls=3")).isZero();
  }

  @Test
  void rate_isPerSecond_andUnknownAtFirstAndAfterARestart() {
    assertThat(Handovers.rate(10, 40, 2_000_000_000L)).hasValue(15.0);
    assertThat(Handovers.rate(-1, 40, 1_000_000_000L)).isEmpty();
    assertThat(Handovers.rate(50, 40, 1_000_000_000L)).isEmpty();
  }

  @Test
  void perSecond_locksHandedOver_isMoreThanNothing() throws Exception {
    String uri = RedisServer.shared().patientUri();
    LockOptions strict = LockOptions.defaults().strictFifo(true);
    AtomicBoolean going = new AtomicBoolean(true);
    try (Server server = Server.connect(uri);
        LockClient one = LockClient.connect(uri);
        LockClient two = LockClient.connect(uri)) {
      Handovers handovers = new Handovers(server);
      List<CompletableFuture<Void>> takers =
          Stream.of(one, two)
              .map(client -> CompletableFuture.runAsync(() -> take(client, strict, going)))
              .toList();
      await().until(() -> handovers.perSecond().orElse(0) > 1);
      going.set(false);
      takers.forEach(CompletableFuture::join);
    }
  }

  private static void take(LockClient client, LockOptions options, AtomicBoolean going) {
    try {
      while (going.get()) {
        client.lock("handed", options).acquire().release();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
