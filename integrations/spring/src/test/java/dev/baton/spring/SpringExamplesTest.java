package dev.baton.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.testing.backend.Adapter;
import dev.baton.testing.server.RedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;

/** What docs/spring.md shows. */
class SpringExamplesTest {

  // tag::lockedBeans
  @Configuration
  @EnableLocked
  static class Locking {
    @Bean
    LockClient lockClient() {
      return LockClient.connect(uri()); // such as redis://localhost:6379; closed by Spring
    }
  }

  // end::lockedBeans

  /** A resource that is written to. */
  static class Ledger {
    final List<String> lines = new ArrayList<>();

    void write(long id, String what, long fence) {
      lines.add(id + " " + what + " " + (fence > 0));
    }
  }

  static class Orders {
    private final Ledger ledger = new Ledger();

    Ledger ledger() {
      return ledger;
    }

    // tag::lockedMethod
    @Locked("order:#{#id}") // the lock lock:order:42
    @Transactional // begins within the lock, and is committed before that is released
    public void pay(long id) {
      ledger.write(id, "paid", CurrentLease.get().fencingToken());
    }

    // end::lockedMethod

    // tag::lockedSkip
    @Locked(value = "nightly-report", maxWait = "0", whenBusy = WhenBusy.SKIP)
    public void report() {
      ledger.write(0, "reported", CurrentLease.get().fencingToken()); // on one host, not on all
    }
    // end::lockedSkip
  }

  /** What else the application has. */
  @Configuration
  @EnableTransactionManagement
  static class Others {
    @Bean
    Orders orders() {
      return new Orders();
    }

    @Bean
    DataSource dataSource() {
      return new DriverManagerDataSource("jdbc:h2:mem:" + UUID.randomUUID());
    }

    @Bean
    PlatformTransactionManager transactions(DataSource source) {
      return new DataSourceTransactionManager(source);
    }
  }

  private static String uri() {
    return RedisServer.shared().patientUri();
  }

  @Test
  void lockedMethods() throws Exception {
    try (AnnotationConfigApplicationContext application =
            new AnnotationConfigApplicationContext(Locking.class, Others.class);
        LockClient other = Adapter.JEDIS.connect(uri())) {
      Orders orders = application.getBean(Orders.class);
      orders.pay(42);
      orders.report();
      try (Lease lease = other.lock("lock:nightly-report").acquire()) {
        orders.report();
        assertThat(lease.isHeld()).isTrue();
      }
      assertThat(orders.ledger().lines).containsExactly("42 paid true", "0 reported true");
    }
  }
}
