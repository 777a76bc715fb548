package dev.baton.internal.runtime;

import static dev.baton.internal.runtime.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.BackendException;
import dev.baton.DistributedLock;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.internal.deferred.DeferredClient;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DeferredClientTest {
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicInteger tries = new AtomicInteger();

  private LockClient real() {
    return (LockClient)
        Proxy.newProxyInstance(
            LockClient.class.getClassLoader(),
            new Class<?>[] {LockClient.class},
            (proxy, method, args) -> {
              if (method.getName().equals("close")) {
                closed.set(true);
                return null;
              }
              throw new BackendException(
                  "", BackendException.Outcome.NOT_DONE, "the real one", null);
            });
  }

  private static BackendException down() {
    return new BackendException("", BackendException.Outcome.NOT_DONE, "it is down", null);
  }

  @Test
  void open_whatEverFails_isTriedAgainAndSaidOnce() {
    try (LogRecords log = new LogRecords();
        LockClient client =
            DeferredClient.open(
                () -> {
                  int now = tries.incrementAndGet();
                  if (now == 1) {
                    throw down();
                  }
                  if (now == 2) {
                    throw new IllegalStateException("neither fish nor fowl");
                  }
                  return real();
                },
                "server-1",
                LockOptions.defaults())) {
      DistributedLock lock = client.lock("k");
      await()
          .untilAsserted(() -> assertThatThrownBy(lock::isLocked).hasMessageContaining("the real"));
      assertThat(log.lines("not connected yet"))
          .singleElement()
          .asString()
          .contains("it is down", "trying again");
      await()
          .untilAsserted(
              () ->
                  assertThat(log.lines("connected to server-1, after 2 tries in vain")).hasSize(1));
    }
    assertThat(closed).isTrue();
  }

  @Test
  void call_beforeTheFirstTryHasEnded_namesTheServer() {
    CountDownLatch end = new CountDownLatch(1);
    try (LockClient client =
        DeferredClient.open(
            () -> {
              await().until(() -> end.getCount() == 0);
              return real();
            },
            "server-1",
            LockOptions.defaults())) {
      assertThat(client).hasToString("LockClient[server-1]");
      assertThatThrownBy(() -> client.lock("k").acquire())
          .isInstanceOf(BackendException.class)
          .hasMessage(
              "lock \"k\": not connected yet: no connection to server-1; the client goes on"
                  + " trying");
      end.countDown();
    }
  }

  @Test
  void close_whileATryIsUnderWay_closesWhatItOpens() {
    CountDownLatch end = new CountDownLatch(1);
    LockClient client =
        DeferredClient.open(
            () -> {
              tries.incrementAndGet();
              await().until(() -> end.getCount() == 0);
              return real();
            },
            "server-1",
            LockOptions.defaults());
    await().until(() -> tries.get() == 1);
    client.close();
    assertThatThrownBy(client.lock("k")::isLocked).isInstanceOf(IllegalStateException.class);
    assertThat(closed).isFalse();
    end.countDown();
    await().untilTrue(closed);
  }

  @Test
  void close_betweenTwoTries_endsThem() throws Exception {
    Thread[] trying = new Thread[1];
    LockClient client =
        DeferredClient.open(
            () -> {
              trying[0] = Thread.currentThread();
              tries.incrementAndGet();
              throw down();
            },
            "server-1",
            LockOptions.defaults());
    await().until(() -> tries.get() > 0);
    client.close();
    trying[0].join();
    assertThatThrownBy(() -> client.lock("")).isInstanceOf(IllegalArgumentException.class);
  }
}
