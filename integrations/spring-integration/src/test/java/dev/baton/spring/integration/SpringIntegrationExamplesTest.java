package dev.baton.spring.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.testing.backend.Adapter;
import dev.baton.testing.server.RedisServer;
import java.time.Duration;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.support.locks.LockRegistry;
import org.springframework.integration.support.locks.RenewableLockRegistry;

/** What docs/spring-integration.md shows. */
class SpringIntegrationExamplesTest {

  // tag::lockRegistryBeans
  @Configuration
  static class Locking {
    @Bean
    LockClient lockClient() {
      return LockClient.connect(uri()); // such as redis://localhost:6379; closed by Spring
    }

    @Bean
    BatonLockRegistry lockRegistry(LockClient client) {
      return new BatonLockRegistry(client, "orders"); // new RedisLockRegistry(factory, "orders")
    }
  }

  // end::lockRegistryBeans

  private static String uri() {
    return RedisServer.shared().patientUri();
  }

  @Test
  void lockRegistryBeans() throws Exception {
    try (AnnotationConfigApplicationContext application =
            new AnnotationConfigApplicationContext(Locking.class);
        LockClient other = Adapter.JEDIS.connect(uri())) {
      LockRegistry<?> registry = application.getBean(LockRegistry.class);
      assertThat(application.getBean(RenewableLockRegistry.class)).isSameAs(registry);
      Lock lock = registry.obtain("42");
      try (Lease lease = other.lock("orders:42").acquire()) {
        assertThat(lease.isHeld()).isTrue();
        assertThat(lock.tryLock()).isFalse();
      }
      assertThat(
              registry.<Boolean, Exception>executeLocked("42", Duration.ofMinutes(1), () -> true))
          .isTrue();
    }
  }
}
