package dev.baton.testing.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.faults.harness.ServerSite;
import dev.baton.testing.faults.harness.Wire;
import dev.baton.testing.faults.harness.Worker;
import dev.baton.testing.faults.proxy.Lines;
import dev.baton.testing.faults.worker.Adapter;
import dev.baton.testing.faults.worker.WantedLock;
import dev.baton.testing.history.Checker;
import dev.baton.testing.history.History;
import dev.baton.testing.history.Report;
import dev.baton.testing.server.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ten thousand who wait in one client, each with a place of its own in the server's queue. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class CrowdTest {
  private static final int MANY = 10_000;

  @ParameterizedTest
  @EnumSource
  void waiters_tenThousandCutOffOnce_areServedOneByOne(Adapter adapter) throws Exception {
    try (ServerSite site = new ServerSite(RedisServer.start())) {
      Worker holder = site.hire(adapter, 1);
      holder.tell("acquire " + WantedLock.STRICT.key() + " 60000");
      holder.await("held");
      Worker crowd = site.hirePatient(adapter);
      crowd.tell("crowd " + MANY);
      try (Wire wire = site.wire()) {
        Awaitility.await().atMost(Duration.ofMinutes(10)).until(() -> queued(wire) == MANY);
      }

      site.proxyOf(crowd).cut(Lines.PUSHES);
      holder.tell("end");
      crowd.await("served");

      assertThat(site.stopAndLookForLeftovers()).isEmpty();
      Report report = Checker.exact().check(site.history(new History()));
      assertThat(report.violations()).isEmpty();
      assertThat(report.checked()).isEqualTo(MANY);
    }
  }

  private static long queued(Wire wire) {
    List<?> queues = (List<?>) wire.send("KEYS", "baton:queue:*");
    return queues.isEmpty() ? 0 : (Long) wire.send("ZCARD", (String) queues.get(0));
  }
}
