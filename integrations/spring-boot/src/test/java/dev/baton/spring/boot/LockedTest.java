package dev.baton.spring.boot;

import static dev.baton.spring.boot.Contexts.has;
import static dev.baton.spring.boot.Contexts.runner;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockTimeoutException;
import dev.baton.spring.CurrentLease;
import dev.baton.spring.Locked;
import dev.baton.testing.server.RedisServer;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Methods with {@code @Locked} in an application that says no more. */
class LockedTest {
  private static final RedisServer SERVER = RedisServer.shared();

  private final String id = UUID.randomUUID().toString();
  private final ApplicationContextRunner runner =
      runner()
          .withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class))
          .withPropertyValues("baton.url=" + SERVER.patientUri())
          .withBean(Job.class);

  static class Job {
    /** Whether there is a lock of the name. */
    @Locked("job:#{#id}")
    boolean isLocked(String id, String prefix) {
      return has(SERVER, prefix + "job:" + id);
    }

    @Locked("job:#{#id}")
    long fence(String id) {
      return CurrentLease.get().fencingToken();
    }
  }

  @Test
  void method_locked_runsUnderItsLock() {
    runner.run(
        context -> {
          assertThat(context.getBean(Job.class).isLocked(id, "lock:")).isTrue();
          assertThat(context.getBean(Job.class).fence(id)).isPositive();
          assertThat(has(SERVER, "lock:job:" + id)).isFalse();
        });
  }

  @Test
  void keys_ofLockedMethods_count() {
    runner
        .withPropertyValues("baton.locked.prefix=jobs:", "baton.locked.max-wait=0")
        .run(
            context -> {
              Job job = context.getBean(Job.class);
              assertThat(job.isLocked(id, "jobs:")).isTrue();
              try (Lease held =
                  context.getBean(LockClient.class).lock("jobs:job:" + id).acquire()) {
                assertThatThrownBy(() -> job.fence(id)).isInstanceOf(LockTimeoutException.class);
                held.ensureHeld();
              }
            });
  }

  @Test
  void methods_turnedOff_runWithoutLocks() {
    runner
        .withPropertyValues("baton.locked.enabled=false")
        .run(context -> assertThat(context.getBean(Job.class).isLocked(id, "lock:")).isFalse());
  }
}
