package dev.baton.testing.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Simulated courses, a few of them in each build; see the README for many. */
class SimulationTest {
  private static final long FIRST = Long.getLong("simulation.first", 1);
  private static final long SEEDS = Long.getLong("simulation.seeds", 1_000);

  /**
   * Whoever waits looks by itself after 3 s at the latest. A release hands over, so this is for
   * leases that end otherwise: unrenewed, or earlier than those who wait were told.
   */
  private static final double LONGEST_REST_MILLIS = 3_100;

  @Test
  void courses_manySeeds_keepAllPromises() throws IOException {
    Tally tally = Courses.run(FIRST, SEEDS);

    System.out.print(tally);
    String results = System.getProperty("simulation.results", "");
    if (!results.isEmpty()) {
      Files.writeString(Path.of(results), "seeds from " + FIRST + "\n" + tally);
    }
    assertThat(tally.operations()).isPositive();
    assertThat(tally.longestIdleMillis()).isLessThan(LONGEST_REST_MILLIS);
    if (SEEDS >= 1_000) {
      assertThat(tally.faults()).containsOnlyKeys(Kind.values());
    }
  }

  @Test
  void course_sameSeed_isTheSame() {
    for (long seed = FIRST; seed < FIRST + 20; seed++) {
      assertThat(Courses.one(seed)).isEqualTo(Courses.one(seed));
    }
  }
}
