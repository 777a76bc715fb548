package dev.baton.testing.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.baton.testing.simulation.world.Breach;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** The simulation sees harm: with a line of a script changed, some course breaks a promise. */
class BrokenScriptsTest {
  private static final long MOST_SEEDS = 400;

  @ParameterizedTest(name = "{0}")
  @CsvFileSource(resources = "/broken-scripts.txt", delimiter = '|', quoteCharacter = '`')
  void courses_withABrokenScript_breakAPromise(String what, String line, String broken) {
    breaksAPromise(Use.EXCLUSIVE, what, line, broken);
  }

  @ParameterizedTest(name = "{0}")
  @CsvFileSource(resources = "/broken-shares.txt", delimiter = '|', quoteCharacter = '`')
  void courses_withABrokenScriptOfSharing_breakAPromise(String what, String line, String broken) {
    breaksAPromise(Use.SHARED, what, line, broken);
  }

  @ParameterizedTest(name = "{0}")
  @CsvFileSource(resources = "/broken-sets.txt", delimiter = '|', quoteCharacter = '`')
  void courses_ofSetsWithABrokenScript_breakAPromise(String what, String line, String broken) {
    breaksAPromise(Use.SEVERAL, what, line, broken);
  }

  @ParameterizedTest(name = "{0}")
  @CsvFileSource(resources = "/broken-elections.txt", delimiter = '|', quoteCharacter = '`')
  void courses_ofElectionsWithABrokenScript_breakAPromise(String what, String line, String broken) {
    breaksAPromise(Use.ELECTION, what, line, broken);
  }

  private static void breaksAPromise(Use use, String what, String line, String broken) {
    AtomicBoolean applied = new AtomicBoolean();
    for (long seed = 1; seed <= MOST_SEEDS; seed++) {
      try {
        new Course(
                seed,
                use,
                script -> {
                  applied.compareAndSet(false, script.contains(line));
                  return script.replace(line, broken);
                })
            .run();
      } catch (Breach expected) {
        assertThat(applied).isTrue();
        System.out.println(what + ": seed " + seed + ", " + expected.getMessage());
        return;
      }
    }
    assertThat(applied).as("the line stands in a script").isTrue();
    fail("no course of %d saw it", MOST_SEEDS);
  }
}
