package dev.baton.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.Acquirable;
import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.testing.server.Moments;
import dev.baton.testing.server.RedisServer;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;

/** Subscriptions cancelled at a random instant around the grant leave nothing behind. */
@Timeout(value = 600, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CancelledAtAnyTimeTest {
  private static final Duration LONG = Duration.ofSeconds(90);
  private static final int ROUNDS = 2_500;
  private static final int AT_ONCE = 4;

  /** What leaks is there for long. */
  private static final LockOptions OPTIONS =
      LockOptions.defaults().leaseDuration(Duration.ofMinutes(10));

  private final Moments moments = new Moments();

  @Test
  void tenThousand_someWaitingForTheOthers_leaveNoKeyNoWaiterAndNoHold() {
    Random random = moments.random();
    String name = "order:" + UUID.randomUUID();
    int paid = 0;
    try (LockClient client = LockClient.builder(RedisServer.shared().patientUri()).build()) {
      ReactiveLock<Lease> lock = ReactiveLock.of(client.lock(name, OPTIONS));
      for (int i = 0; i < ROUNDS; i++) {
        List<CompletableFuture<String>> subscriptions = new ArrayList<>();
        for (int k = 0; k < AT_ONCE; k++) {
          subscriptions.add(lock.withLock(lease -> Mono.just("paid")).toFuture());
        }
        for (CompletableFuture<String> each : subscriptions) {
          moments.await(random, each::isDone);
          boolean cancelled = each.cancel(true);
          paid += cancelled ? 0 : 1;
          moments.cameFirst(!cancelled);
        }
      }
      await(moments.toString()).atMost(LONG).until(() -> client.local().isEmpty());
      assertThat(client.lock(name).inspect().waiting()).as("%s", moments).isZero();
      assertThat(client.lock(name).isLocked()).as("%s", moments).isFalse();
    }
    assertThat(paid).as("how many were not cancelled").isBetween(1, ROUNDS * AT_ONCE - 1);
  }

  @Test
  void cancelledWhileItIsAskedFor_isGivenBack() {
    String name = "order:" + UUID.randomUUID();
    try (LockClient client = LockClient.builder(RedisServer.shared().patientUri()).build()) {
      BaseSubscriber<String> subscriber = new BaseSubscriber<>() {};
      DistributedLock lock = client.lock(name, OPTIONS);
      Acquirable cancelling =
          (Acquirable)
              Proxy.newProxyInstance(
                  getClass().getClassLoader(),
                  new Class<?>[] {Acquirable.class},
                  (proxy, method, arguments) -> {
                    CompletableFuture<Lease> lease = lock.acquireAsync().toCompletableFuture();
                    lease.join();
                    subscriber.cancel();
                    return lease;
                  });
      ReactiveLock.of(cancelling).withLock(lease -> Mono.just("paid")).subscribe(subscriber);
      await().atMost(LONG).until(() -> client.local().isEmpty());
      assertThat(lock.isLocked()).isFalse();
    }
  }
}
