package dev.baton.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.DistributedLock;
import dev.baton.LockClient;
import dev.baton.testing.backend.Adapter;
import dev.baton.testing.server.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;

/** An application with locked methods, and another process that wants the same locks. */
abstract class SpringCase {
  final String prefix = UUID.randomUUID() + ":";
  final LockClient elsewhere = Adapter.JEDIS.connect(RedisServer.shared().patientUri());
  final Map<String, Object> properties = new HashMap<>();
  final AnnotationConfigApplicationContext application = new AnnotationConfigApplicationContext();

  /** What applications have. */
  @Configuration(proxyBeanMethods = false)
  @EnableLocked
  static class Locking {
    @Bean
    LockClient locks() {
      return Adapter.LETTUCE.connect(RedisServer.shared().patientUri());
    }
  }

  SpringCase() {
    properties.put("baton.locked.prefix", prefix);
  }

  @AfterEach
  void close() {
    application.close();
    elsewhere.close();
  }

  /** Starts the application, with these classes for beans beside what all have. */
  void start(Class<?>... beans) {
    List<Class<?>> all = new ArrayList<>(List.of(beans)); // first, so that no order comes by chance
    all.add(Locking.class);
    startWithoutLocking(all.toArray(Class<?>[]::new));
  }

  void startWithoutLocking(Class<?>... beans) {
    application
        .getEnvironment()
        .getPropertySources()
        .addFirst(new MapPropertySource("test", properties));
    application.register(beans);
    application.refresh();
  }

  <T> T bean(Class<T> type) {
    return application.getBean(type);
  }

  /** A lock as the other process has it. */
  DistributedLock key(String name) {
    return elsewhere.lock(prefix + name);
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
}
