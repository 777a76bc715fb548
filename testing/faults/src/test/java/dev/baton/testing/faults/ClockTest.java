package dev.baton.testing.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.faults.harness.ServerSite;
import dev.baton.testing.faults.harness.Wire;
import dev.baton.testing.faults.harness.Worker;
import dev.baton.testing.faults.inject.Injection;
import dev.baton.testing.faults.inject.ProcessFault;
import dev.baton.testing.faults.worker.Adapter;
import dev.baton.testing.faults.worker.Use;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server's clock, by which leases end there and fences are made. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ClockTest {
  @BeforeEach
  void skipVisiblyWithoutAClockToSet() {
    String missing = ServerClock.missing();
    if (!missing.isEmpty()) {
      System.out.println("SKIPPED: the server's clock: " + missing);
    }
    Assumptions.assumeTrue(missing.isEmpty(), missing);
  }

  /**
   * Baton allows for 0.5 ‰: at 0.4 ‰ and 15 s the server's lease ends 6 ms early. Another program
   * that tries all the time gets the lock only after its holder has ceased to believe.
   */
  @Test
  void belief_onAServerWhoseClockRunsFast_endsBeforeTheServersLease() throws Exception {
    try (ServerClock clock = new ServerClock(1.0004);
        ServerSite site = new ServerSite(clock.start());
        Wire wire = site.wire()) {
      Map<String, Worker> holders = new TreeMap<>();
      for (Adapter adapter : Adapter.values()) {
        Worker holder = site.hire(adapter, 1);
        // the first commands are slow, and what they take is a margin that hides the drift
        for (int i = 0; i < 10; i++) {
          holder.tell("ask warm-up 20");
          holder.await("LOST");
        }
        holder.tell("ask " + adapter + " 15000");
        holder.await("held");
        holders.put(adapter.name(), holder);
      }
      Map<String, Long> takenAt = new TreeMap<>();
      while (takenAt.size() < holders.size()) {
        for (String lock : holders.keySet()) {
          if (!takenAt.containsKey(lock) && wire.send("SET", lock, "other", "NX") != null) {
            takenAt.put(lock, System.nanoTime());
          }
        }
      }
      for (String lock : holders.keySet()) {
        long believedAt = Long.parseLong(holders.get(lock).await("LOST")[1]);
        assertThat(believedAt).isLessThan(takenAt.get(lock));
      }
    }
  }

  @Test
  void locks_onAServerWhoseClockStepsBack_keepTheirPromises() throws Exception {
    under(clock -> List.of(clock.stepBack()));
  }

  @Test
  void fences_onAServerWhoseClockStepsForward_stillRise() throws Exception {
    under(clock -> List.of(clock.stepForward()));
  }

  private static void under(Function<ServerClock, List<Injection<ServerSite>>> faults)
      throws Exception {
    try (ServerClock clock = new ServerClock(1);
        ServerSite site = new ServerSite(clock.start())) {
      for (int i = 0; i < 2; i++) {
        site.hire(ProcessFault.THREADS);
      }
      new Campaign<>(Seed.given(), Use.SHARED, site, faults.apply(clock))
          .run(Duration.ZERO)
          .printAndAssertClean();
    }
  }
}
