package dev.baton.cdi;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.DistributedLock;
import dev.baton.LockClient;
import dev.baton.testing.server.RedisServer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** An application in Weld with locked methods, and another process that wants the same locks. */
@Timeout(value = 300, unit = SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class CdiCase {
  /** A part of the names of locks that no other test has. */
  final String id = UUID.randomUUID().toString();

  final LockClient elsewhere = LockClient.connect(RedisServer.shared().patientUri());
  private @Nullable WeldContainer container;

  /** What applications have. */
  @ApplicationScoped
  static class Locking {
    @Produces
    @ApplicationScoped
    LockClient locks() {
      return LockClient.connect(RedisServer.shared().patientUri());
    }

    void close(@Disposes LockClient locks) {
      locks.close();
    }
  }

  @AfterEach
  void close() {
    if (container != null) {
      container.shutdown();
    }
    elsewhere.close();
  }

  /** Starts the application, with these classes for beans beside what all have. */
  void start(Class<?>... beans) {
    startWithoutClient(beans, Locking.class);
  }

  /** Baton is found by its own beans.xml. */
  void startWithoutClient(Class<?>[] beans, Class<?>... more) {
    container =
        new Weld(UUID.randomUUID().toString())
            .addBeanClasses(beans)
            .addBeanClasses(more)
            .initialize();
  }

  <T> T bean(Class<T> type) {
    return container.select(type).get();
  }

  /** A lock as the other process has it. */
  DistributedLock key(String name) {
    return elsewhere.lock("lock:" + name);
  }

  void assertFree(String name) {
    assertThat(key(name).isLocked()).as(name).isFalse();
    assertThat(key(name).inspect().waiters()).as(name).isEmpty();
  }

  void awaitWaiters(String name, int count) {
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> key(name).inspect().waiters().size() == count);
  }

  void awaitFree(String name) {
    await().atMost(Duration.ofMinutes(1)).until(() -> !key(name).isLocked());
  }

  /** An operator takes the lock away from whoever has it. */
  void takeAway(String name) {
    DistributedLock key = key(name);
    assertThat(key.release(key.inspect().holder().orElseThrow())).isTrue();
  }

  static <T> T get(CompletionStage<T> stage) throws Exception {
    try {
      return stage.toCompletableFuture().get(60, SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }
}
