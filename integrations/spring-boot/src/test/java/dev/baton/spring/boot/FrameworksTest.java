package dev.baton.spring.boot;

import static dev.baton.spring.boot.Contexts.has;
import static dev.baton.spring.boot.Contexts.runner;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.shedlock.BatonLockProvider;
import dev.baton.spring.integration.BatonLockRegistry;
import dev.baton.testing.server.RedisServer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.Lock;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.integration.support.locks.DefaultLockRegistry;
import org.springframework.integration.support.locks.LockRegistry;

/** What other libraries take for a lock. */
class FrameworksTest {
  private final RedisServer server = RedisServer.shared();
  private final String name = UUID.randomUUID().toString();
  private final ApplicationContextRunner runner =
      runner().withPropertyValues("baton.url=" + server.patientUri());

  @Test
  void lockProvider_ofShedLock_isOnItsDefaultKeys() {
    runner.run(
        context -> {
          var lock =
              context
                  .getBean(LockProvider.class)
                  .lock(
                      new LockConfiguration(
                          Instant.now(), name, Duration.ofMinutes(1), Duration.ZERO))
                  .orElseThrow();
          assertThat(has(server, "job-lock:default:" + name)).isTrue();
          lock.unlock();
        });
  }

  @Test
  void lockRegistry_ofSpringIntegration_isThatOfTheApplication() {
    runner
        .withPropertyValues("spring.application.name=orders")
        .run(
            context -> {
              Lock lock = context.getBean(BatonLockRegistry.class).obtain(name);
              lock.lock();
              assertThat(has(server, "orders:" + name)).isTrue();
              lock.unlock();
            });
  }

  @Test
  void beans_ofTheApplication_areTheOnlyOnes() {
    LockProvider own = configuration -> Optional.empty();
    runner
        .withBean("ownProvider", LockProvider.class, () -> own)
        .withBean("ownRegistry", LockRegistry.class, DefaultLockRegistry::new)
        .run(
            context -> {
              assertThat(context).getBeanNames(LockProvider.class).containsExactly("ownProvider");
              assertThat(context).getBeanNames(LockRegistry.class).containsExactly("ownRegistry");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev.baton.shedlock", "net.javacrumbs.shedlock"})
  void lockProvider_withoutItsArtifact_isNotThere(String missing) {
    runner
        .withClassLoader(new FilteredClassLoader(missing))
        .run(
            context -> assertThat(context).hasNotFailed().doesNotHaveBean(BatonLockProvider.class));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev.baton.spring.integration", "org.springframework.integration"})
  void lockRegistry_withoutItsArtifact_isNotThere(String missing) {
    runner
        .withClassLoader(new FilteredClassLoader(missing))
        .run(
            context -> assertThat(context).hasNotFailed().doesNotHaveBean(BatonLockRegistry.class));
  }
}
