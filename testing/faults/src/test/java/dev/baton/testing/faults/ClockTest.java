package dev.baton.testing.faults;

import dev.baton.testing.faults.harness.Site;
import dev.baton.testing.faults.inject.Injection;
import dev.baton.testing.faults.inject.ProcessFault;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** Within the 0.5 ‰ that Baton allows for. */
  @ParameterizedTest
  @ValueSource(doubles = {1.0004, 0.9996})
  void locks_onAServerWhoseClockDrifts_keepTheirPromises(double rate) throws Exception {
    under(rate, clock -> List.of(ProcessFault.STOP_HOLDER, ProcessFault.KILL_HOLDER));
  }

  @Test
  void locks_onAServerWhoseClockStepsBack_keepTheirPromises() throws Exception {
    under(1, clock -> List.of(clock.stepBack()));
  }

  @Test
  void fences_onAServerWhoseClockStepsForward_stillRise() throws Exception {
    under(1, clock -> List.of(clock.stepForward()));
  }

  private static void under(double rate, Function<ServerClock, List<Injection>> faults)
      throws Exception {
    try (ServerClock clock = new ServerClock(rate);
        Site site = new Site(clock.start())) {
      for (int i = 0; i < 2; i++) {
        site.hire(ProcessFault.THREADS);
      }
      new Campaign(Seed.given(), site, faults.apply(clock))
          .run(Duration.ZERO)
          .printAndAssertClean();
    }
  }
}
