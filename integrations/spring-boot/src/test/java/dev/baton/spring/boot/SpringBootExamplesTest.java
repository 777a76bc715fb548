package dev.baton.spring.boot;

import static dev.baton.spring.boot.Contexts.runner;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockListener;
import dev.baton.LockTimeoutException;
import dev.baton.lettuce.LettuceConnector;
import dev.baton.spi.Connector;
import dev.baton.spring.CurrentLease;
import dev.baton.spring.Locked;
import dev.baton.test.InMemoryLocks;
import dev.baton.testing.server.RedisServer;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Service;

/** What docs/spring-boot.md shows. */
class SpringBootExamplesTest {

  // tag::bootService
  @Service
  static class Ledger {
    private final LockClient locks;
    private final Store store;

    Ledger(LockClient locks, Store store) {
      this.locks = locks;
      this.store = store;
    }

    void write(String order, String entry) throws InterruptedException {
      try (Lease lease = locks.lock("order:" + order).acquire(Duration.ofSeconds(5))) {
        store.write(order, entry, lease.fencingToken());
      }
    }
  }

  // end::bootService

  /** As a service of the application's. */
  static class Payments {
    private final Store store;

    Payments(Store store) {
      this.store = store;
    }

    // tag::bootLocked
    @Locked("order:#{#order}")
    public void pay(String order) {
      store.write(order, "paid", CurrentLease.get().fencingToken());
    }
    // end::bootLocked
  }

  // tag::bootBeans
  @Configuration
  static class Locking {
    @Bean
    LockClientBuilderCustomizer locking() {
      return builder -> builder.releaseAtExit(Duration.ofSeconds(10));
    }

    @Bean
    LockListener losses(Alarm alarm) {
      return new LockListener() {
        @Override
        public void lost(Lost loss) {
          alarm.raise(loss.lockName() + " was lost: " + loss.reason());
        }
      };
    }
  }

  // end::bootBeans

  // tag::bootConnector
  @Configuration
  static class OwnClient {
    @Bean(destroyMethod = "shutdown")
    RedisClient redisClient() {
      return RedisClient.create(uri()); // such as redis://localhost:6379
    }

    @Bean
    Connector connector(RedisClient client) {
      return LettuceConnector.of(client); // closed after the locks are given back
    }
  }

  // end::bootConnector

  // tag::bootWithoutStarter
  @Configuration
  static class Locks {
    @Bean
    LockClient lockClient() {
      return LockClient.connect(uri()); // such as redis://localhost:6379
    }
  }

  // end::bootWithoutStarter

  // tag::bootTestConfiguration
  @TestConfiguration
  static class InMemory {
    @Bean
    InMemoryLocks locks() {
      return new InMemoryLocks(); // closed by Spring, after the lock client
    }

    @Bean
    Connector connector(InMemoryLocks locks) {
      return locks.connector(); // goes before baton.url and spring.data.redis
    }
  }

  // end::bootTestConfiguration

  private static String uri() {
    return RedisServer.shared().patientUri();
  }

  /** A receiver that would check the token. */
  static class Store {
    private final Queue<String> written = new ConcurrentLinkedQueue<>();

    void write(String order, String entry, long fencingToken) {
      assertThat(fencingToken).isPositive();
      written.add(order + " " + entry);
    }
  }

  /** Who is told. */
  static class Alarm {
    private final Queue<String> raised = new ConcurrentLinkedQueue<>();

    void raise(String what) {
      raised.add(what);
    }
  }

  @Test
  void bootService_bootLocked_andBeans() {
    runner()
        .withPropertyValues("baton.url=" + uri())
        .withUserConfiguration(Locking.class)
        .withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class))
        .withBean(Store.class)
        .withBean(Alarm.class)
        .withBean(Ledger.class)
        .withBean(Payments.class)
        .run(
            context -> {
              context.getBean(Ledger.class).write("42", "ordered");
              context.getBean(Payments.class).pay("42");
              assertThat(context.getBean(Store.class).written)
                  .containsExactly("42 ordered", "42 paid");

              LockClient client = context.getBean(LockClient.class);
              Lease lost = client.lock("to-be-lost").acquire();
              client.lock("to-be-lost").release(lost.ownerToken());
              Eventually.eventually()
                  .until(
                      () ->
                          context.getBean(Alarm.class).raised.stream()
                              .anyMatch(alarm -> alarm.startsWith("to-be-lost was lost")));
            });
  }

  @Test
  void bootConnector() {
    runner()
        .withUserConfiguration(OwnClient.class)
        .run(context -> context.getBean(LockClient.class).lock("own").acquire().release());
  }

  @Test
  void bootWithoutStarter() {
    new ApplicationContextRunner()
        .withUserConfiguration(Locks.class)
        .run(context -> context.getBean(LockClient.class).lock("plain").acquire().release());
  }

  @Test
  void bootTest() {
    runner()
        .withPropertyValues("baton.locked.max-wait=0s")
        .withUserConfiguration(InMemory.class)
        .withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class))
        .withBean(Store.class)
        .withBean(Payments.class)
        .run(
            context -> {
              Payments payments = context.getBean(Payments.class);
              InMemoryLocks locks = context.getBean(InMemoryLocks.class);
              // tag::bootTest
              Lease elsewhere = locks.heldElsewhere("lock:order:42"); // @Locked("order:#{#order}")
              assertThatThrownBy(() -> payments.pay("42")).isInstanceOf(LockTimeoutException.class);
              elsewhere.close();
              payments.pay("42");
              locks.assertNothingHeld();
              // end::bootTest
            });
  }
}
