package dev.baton.testing.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.baton.testing.simulation.world.Breach;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The simulation sees harm: with a line of a script changed, some course breaks a promise. */
class BrokenScriptsTest {
  private static final long MOST_SEEDS = 400;

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a release does not compare        | if holder ~= ARGV[1] then                      | if not holder then",
        "a fence ignores the last one      | math.max(last + 1, now)                        | now",
        "a forgotten fence is not exceeded | now + 65536                                    | now - 65536",
        "the last to come is the first     | string.format('%.0f', ticket), me              | string.format('%.0f', -ticket), me",
        "who comes passes the queue        | holder = grant_next(lock, queue, fence_key, record, last, me, publish, ARGV[5]) | holder = false",
        "a repeated acquire does not renew | redis.call('PEXPIRE', lock, lease)             | local none = lease",
        "a grant lasts half its claim      | give(lock, value, claim)                       | give(lock, value, string.format('%.0f', math.ceil(claim / 2)))",
        "a lease is a tenth too short      | redis.call('PEXPIRE', lock, ARGV[2])           | redis.call('PEXPIRE', lock, math.ceil(ARGV[2] * 0.9))",
        "a push tells another fence        | 'GRANT %s %s %.0f %d', request, fence          | 'GRANT %s %s %.0f %d', request, next_fence(fence, now)",
        "who hears is passed over          | if redis.call(publish, inbox, message) > 0     | if redis.call(publish, inbox, message) > 0 and now % 7 > 0",
      })
  void courses_withABrokenScript_breakAPromise(String what, String line, String broken) {
    AtomicBoolean applied = new AtomicBoolean();
    for (long seed = 1; seed <= MOST_SEEDS; seed++) {
      try {
        new Course(
                seed,
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
