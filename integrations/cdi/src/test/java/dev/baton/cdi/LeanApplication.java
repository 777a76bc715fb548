package dev.baton.cdi;

import dev.baton.LockClient;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;

/** An application with nothing but what this module brings along: it has no transactions. */
public final class LeanApplication {
  private static String uri = "";

  private LeanApplication() {}

  /** What has a lock. */
  @ApplicationScoped
  static class Orders {
    @Produces
    @ApplicationScoped
    LockClient locks() {
      return LockClient.connect(uri);
    }

    @Locked("order:{id}")
    String pay(String id) {
      return CurrentLease.get().lockName();
    }
  }

  /** Starts it, and calls a method with a lock. */
  public static String run(String server, String id) {
    uri = server;
    try (WeldContainer container = new Weld("lean").addBeanClass(Orders.class).initialize()) {
      String name = container.select(Orders.class).get().pay(id);
      container.select(LockClient.class).get().close();
      return name;
    }
  }
}
