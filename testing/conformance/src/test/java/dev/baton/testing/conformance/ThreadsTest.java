package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Threads that outlive whoever needs them first, as the first of several web applications. */
class ThreadsTest extends Contract {
  private static final Set<String> OF_ADAPTERS =
      Set.of("lettuce-", "baton-lettuce", "baton-jedis", "baton-cluster");

  private static final Set<String> MAKERS =
      Set.of(
          "dev.baton.lettuce.", "dev.baton.jedis.", "dev.baton.spi.", "io.lettuce.", "io.netty.");

  /** Notes who makes threads that inherit from this one. */
  private static final class Heirloom extends InheritableThreadLocal<String> {
    final Queue<List<String>> handedOn = new ConcurrentLinkedQueue<>();

    @Override
    protected String childValue(String value) {
      StackTraceElement[] by = Thread.currentThread().getStackTrace();
      handedOn.add(Arrays.stream(by).map(StackTraceElement::toString).toList());
      return value;
    }
  }

  @Test
  void threadsOfAdapters_startedByTheFirstCaller_keepNothingOfIt() throws Exception {
    Heirloom heirloom = new Heirloom();
    CompletableFuture<Void> used = new CompletableFuture<>();
    try (URLClassLoader loader = new URLClassLoader(new URL[0])) {
      Thread first =
          new Thread(
              () -> {
                heirloom.set("of the first caller");
                try {
                  use();
                  used.complete(null);
                } catch (Throwable e) {
                  used.completeExceptionally(e);
                }
              });
      first.setContextClassLoader(loader);
      first.start();
      get(used);
      assertThat(Thread.getAllStackTraces().keySet())
          .filteredOn(
              thread -> OF_ADAPTERS.stream().anyMatch(name -> thread.getName().startsWith(name)))
          .isNotEmpty()
          .allMatch(thread -> thread.getContextClassLoader() != loader);
    }
    assertThat(heirloom.handedOn).filteredOn(ThreadsTest::isOfAdapter).isEmpty();
  }

  private static boolean isOfAdapter(List<String> frames) {
    return frames.stream()
        .anyMatch(frame -> MAKERS.stream().anyMatch(maker -> frame.startsWith(maker)));
  }

  private void use() throws Exception {
    DistributedLock lock = lock("k");
    Lease held = lock.acquire();
    CompletableFuture<Lease> next = lock("k").acquireAsync().toCompletableFuture();
    while (waiting(lock) != 1) {
      LockSupport.parkNanos(2_000_000); // Awaitility makes threads, too
    }
    held.release();
    get(next).release();
    assertThat(lock.acquireAsync().toCompletableFuture().get().isHeld()).isTrue();
  }
}
