package dev.baton.spring;

import dev.baton.LockClient;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;

/** An application with nothing but what this module brings along: it has no transactions. */
public final class LeanApplication {
  private static String uri = "";

  private LeanApplication() {}

  /** Its beans. */
  @Configuration(proxyBeanMethods = false)
  @EnableLocked
  static class Beans {
    @Bean
    LockClient locks() {
      return LockClient.connect(uri);
    }

    @Bean
    Orders orders() {
      return new Orders();
    }
  }

  static class Orders {
    @Locked("order:#{#id}")
    String pay(long id) {
      return CurrentLease.get().lockName();
    }

    @Locked("order:#{#id}")
    CompletableFuture<String> payLater(long id) {
      return CompletableFuture.completedFuture(pay(id));
    }
  }

  /** Starts it, and calls methods with locks. */
  public static String run(String server, String prefix) throws Exception {
    uri = server;
    try (AnnotationConfigApplicationContext application =
        new AnnotationConfigApplicationContext()) {
      application
          .getEnvironment()
          .getPropertySources()
          .addFirst(new MapPropertySource("lean", Map.of("baton.locked.prefix", prefix)));
      application.register(Beans.class);
      application.refresh();
      Orders orders = application.getBean(Orders.class);
      return orders.pay(1) + " " + orders.payLater(2).get(1, TimeUnit.MINUTES);
    }
  }
}
