package dev.baton.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.testing.server.RedisServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What docs/reactor.md shows. */
class ReactorExamplesTest {
  private static final Duration LONG = Duration.ofSeconds(90);

  /** Refuses what is older than what it has seen. */
  private static final class Store {
    private long seen;

    Mono<String> pay(String order, long fence) {
      return Mono.fromSupplier(
          () -> {
            assertThat(fence).isGreaterThan(seen);
            seen = fence;
            return order + " paid";
          });
    }

    Flux<String> lines(String order) {
      return Flux.just(order + "/1", order + "/2");
    }
  }

  private final Store store = new Store();

  @Test
  void withLock() {
    try (LockClient locks = LockClient.builder(RedisServer.shared().patientUri()).build()) {
      // tag::withLock
      DistributedLock lock = locks.lock("order:42");
      Mono<String> paid =
          ReactiveLock.of(lock)
              .maxWait(Duration.ofSeconds(3))
              .withLock(lease -> store.pay("order:42", lease.fencingToken()));
      // end::withLock
      assertThat(paid.block(LONG)).isEqualTo("order:42 paid");
      // tag::many
      ReactiveLock<Lease> ifFree = ReactiveLock.of(lock).maxWait(Duration.ZERO).emptyIfBusy();
      Flux<String> lines = ifFree.withLockMany(lease -> store.lines("order:42"));
      // end::many
      assertThat(lines.collectList().block(LONG)).containsExactly("order:42/1", "order:42/2");
    }
  }
}
