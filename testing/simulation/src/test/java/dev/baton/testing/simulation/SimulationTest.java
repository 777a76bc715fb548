package dev.baton.testing.simulation;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Simulated courses, a few of them in each build; see the README for many. */
class SimulationTest {
  private static final long FIRST = Long.getLong("simulation.first", 1);

  /**
   * Whoever waits looks by itself after 3 s at the latest. A release hands over, so this is for
   * leases that end otherwise: unrenewed, or earlier than those who wait were told.
   */
  private static final double LONGEST_REST_MILLIS = 3_100;

  /** One, if it is named. */
  static List<Use> uses() {
    String name = System.getProperty("simulation.use", "");
    return name.isEmpty() ? List.of(Use.values()) : List.of(Use.valueOf(name));
  }

  private static long seedsOfEachBuild(Use use) {
    return switch (use) {
      case EXCLUSIVE -> 1_000;
      case SHARED -> 300;
      case SEVERAL -> 60;
      case ELECTION -> 100;
    };
  }

  @ParameterizedTest
  @MethodSource("uses")
  void courses_manySeeds_keepAllPromises(Use use) throws IOException {
    long seeds = Long.getLong("simulation.seeds", seedsOfEachBuild(use));
    Tally tally = Courses.run(use, FIRST, seeds);

    System.out.print(use + ": " + tally);
    String results = System.getProperty("simulation.results", "");
    if (!results.isEmpty()) {
      Files.writeString(
          Path.of(results), use + ", seeds from " + FIRST + "\n" + tally, CREATE, APPEND);
    }
    assertThat(tally.operations()).isPositive();
    assertThat(tally.longestIdleMillis()).isLessThan(LONGEST_REST_MILLIS);
    if (seeds >= 1_000) {
      assertThat(tally.faults()).containsOnlyKeys(Kind.values());
    }
  }

  @ParameterizedTest
  @MethodSource("uses")
  void course_sameSeed_isTheSame(Use use) {
    for (long seed = FIRST; seed < FIRST + 10; seed++) {
      assertThat(Courses.one(use, seed)).isEqualTo(Courses.one(use, seed));
    }
  }
}
