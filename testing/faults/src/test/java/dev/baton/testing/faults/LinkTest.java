package dev.baton.testing.faults;

import dev.baton.testing.faults.harness.ServerSite;
import dev.baton.testing.faults.inject.Injection;
import dev.baton.testing.faults.inject.ProcessFault;
import dev.baton.testing.faults.worker.Adapter;
import dev.baton.testing.faults.worker.Use;
import dev.baton.testing.server.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The cable is pulled: the network between a worker and the server is down, and nobody is told. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class LinkTest {
  @Test
  void locks_acrossALinkThatGoesDown_keepTheirPromises() throws Exception {
    String missing = NetworkNamespace.missing();
    if (!missing.isEmpty()) {
      System.out.println("SKIPPED: link down and up: " + missing);
    }
    Assumptions.assumeTrue(missing.isEmpty(), missing);
    try (NetworkNamespace elsewhere = new NetworkNamespace();
        ServerSite site = new ServerSite(RedisServer.start())) {
      for (Adapter adapter : Adapter.values()) {
        site.hire(adapter, ProcessFault.THREADS, elsewhere.here(), elsewhere.enter());
        site.hire(adapter, ProcessFault.THREADS);
      }
      List<Injection<ServerSite>> faults = List.of(elsewhere.linkDown());
      new Campaign<>(Seed.given(), Use.SHARED, site, faults)
          .run(Duration.ofSeconds(5))
          .printAndAssertClean();
    }
  }
}
