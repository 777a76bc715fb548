package dev.baton.testing.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.faults.harness.ServerSite;
import dev.baton.testing.faults.harness.Worker;
import dev.baton.testing.faults.worker.Adapter;
import dev.baton.testing.server.RedisServer;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A holder that asks without a pause, and stands still for longer than its lease. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class PausedHolderTest {
  private static final int ROUNDS = 8;

  @ParameterizedTest
  @EnumSource
  void holder_wakingAfterItsLease_isToldNoByItsFirstQuestion(Adapter adapter) throws Exception {
    try (ServerSite site = new ServerSite(RedisServer.start())) {
      Worker paused = site.hire(adapter, 1);
      Worker next = site.hire(adapter, 1);
      for (int round = 0; round < ROUNDS; round++) {
        paused.tell("ask lock 300");
        paused.await("held");
        paused.pause();
        next.tell("acquire lock 60000");
        long nextHeldAt = Long.parseLong(next.await("held")[2]);
        paused.resume();
        long believedAt = Long.parseLong(paused.await("LOST")[1]);
        next.tell("end");
        next.await("RELEASED");

        assertThat(believedAt).isLessThan(nextHeldAt);
      }
    }
  }
}
