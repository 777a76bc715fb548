package dev.baton.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.baton.Lease;
import dev.baton.LockTimeoutException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;

/** Locks beside other annotations. */
@Execution(ExecutionMode.CONCURRENT)
class BesideTest extends SpringCase {

  /** Everything at once. */
  @Configuration(proxyBeanMethods = false)
  @EnableAsync
  @EnableCaching
  static class Beans {
    @Bean
    CacheManager caches() {
      return new ConcurrentMapCacheManager();
    }

    @Bean
    Orders orders() {
      return new Orders();
    }
  }

  static class Orders {
    private final AtomicInteger runs = new AtomicInteger();

    AtomicInteger runs() {
      return runs;
    }

    private final CompletableFuture<Lease> paid = new CompletableFuture<>();

    CompletableFuture<Lease> paid() {
      return paid;
    }

    @Async
    @Locked("order:#{#id}")
    public void payLater(long id) {
      paid.complete(CurrentLease.get());
    }

    @Async
    @Locked("order:#{#id}")
    public CompletableFuture<Lease> payWithAResult(long id) {
      return CompletableFuture.completedFuture(CurrentLease.get());
    }

    @Cacheable("orders")
    @Locked(value = "order:#{#id}", maxWait = "0")
    public long fence(long id) {
      runs.incrementAndGet();
      return CurrentLease.get().fencingToken();
    }
  }

  @Test
  void async_aroundALock_acquiresItOnTheOtherThread() throws Exception {
    start(Beans.class);
    Orders orders = bean(Orders.class);
    try (Lease lease = key("order:1").acquire()) {
      orders.payLater(1); // does not wait
      awaitWaiters("order:1", 1);
      assertThat(lease.isHeld()).isTrue();
    }
    assertThat(orders.paid().get(1, TimeUnit.MINUTES).lockName()).isEqualTo(prefix + "order:1");
    awaitFree("order:1");
  }

  @Test
  void async_withAResult_hasTheLock() throws Exception {
    start(Beans.class);
    Lease lease = bean(Orders.class).payWithAResult(1).get(1, TimeUnit.MINUTES);
    assertThat(lease.lockName()).isEqualTo(prefix + "order:1");
    awaitFree("order:1");
  }

  @Test
  void cache_isAskedUnderTheLock() throws Exception {
    start(Beans.class);
    Orders orders = bean(Orders.class);
    long fence = orders.fence(1);
    assertThat(orders.fence(1)).isEqualTo(fence);
    assertThat(orders.runs()).hasValue(1);
    try (Lease lease = key("order:1").acquire()) {
      assertThatExceptionOfType(LockTimeoutException.class).isThrownBy(() -> orders.fence(1));
      assertThat(lease.isHeld()).isTrue();
    }
  }
}
