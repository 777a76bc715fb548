package dev.baton.shedlock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.testing.backend.Adapter;
import dev.baton.testing.server.RedisServer;
import java.util.concurrent.atomic.AtomicInteger;
import net.javacrumbs.shedlock.core.LockAssert;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.spring.annotation.EnableSchedulerLock;
import net.javacrumbs.shedlock.spring.annotation.SchedulerLock;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What docs/shedlock.md shows, in an application of Spring's with ShedLock's annotations. */
class ShedLockExamplesTest {

  // tag::shedLockBeans
  @Configuration
  @EnableSchedulerLock(defaultLockAtMostFor = "10m")
  static class Locking {
    @Bean
    LockClient lockClient() {
      return LockClient.connect(uri()); // such as redis://localhost:6379; closed by Spring
    }

    @Bean
    LockProvider lockProvider(LockClient client) {
      return new BatonLockProvider(client); // the keys of new RedisLockProvider(connectionFactory)
    }
  }

  // end::shedLockBeans

  /** A job as it was before. */
  static class Report {
    private final AtomicInteger runs = new AtomicInteger();

    @SchedulerLock(name = "report", lockAtLeastFor = "0s")
    void run() {
      LockAssert.assertLocked();
      runs.incrementAndGet();
    }

    int runs() {
      return runs.get();
    }
  }

  @Configuration
  static class Jobs {
    @Bean
    Report report() {
      return new Report();
    }
  }

  private static String uri() {
    return RedisServer.shared().patientUri();
  }

  @Test
  void shedLockBeans() throws InterruptedException {
    try (AnnotationConfigApplicationContext application =
            new AnnotationConfigApplicationContext(Locking.class, Jobs.class);
        LockClient other = Adapter.JEDIS.connect(uri())) {
      Report report = application.getBean(Report.class);
      report.run();
      report.run();
      try (Lease lease = other.lock("job-lock:default:report").acquire()) {
        report.run(); // another node has it
        assertThat(lease.isHeld()).isTrue();
      }

      assertThat(report.runs()).isEqualTo(2);
    }
  }
}
