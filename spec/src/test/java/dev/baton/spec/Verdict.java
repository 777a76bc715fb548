package dev.baton.spec;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What TLC found.
 *
 * @param violated the property that does not hold, {@link #NOTHING}, {@link #UNNAMED}, {@link
 *     #STUCK}, or {@link #NO_VERDICT}
 * @param generated how many states it came by
 * @param distinct how many of them differ
 * @param depth how many steps the longest behaviour has that ends in a new state, zero if TLC does
 *     not say
 * @param output all that it said
 */
record Verdict(String violated, long generated, long distinct, long depth, String output) {
  /** Everything holds, in all states. */
  static final String NOTHING = "nothing";

  /** A temporal property does not hold; TLC does not say which. */
  static final String UNNAMED = "a temporal property";

  /** A state was reached from which nothing can happen. */
  static final String STUCK = "stuck";

  /** TLC did not come to an end: an error in the model, or in its run. */
  static final String NO_VERDICT = "no verdict";

  private static final int HOLDS = 0;
  private static final int DEADLOCK = 11;
  private static final int SAFETY_VIOLATED = 12;
  private static final int LIVENESS_VIOLATED = 13;

  private static final Pattern NAMED =
      Pattern.compile("(?:Invariant|Action property) (\\w+) is violated");
  private static final Pattern STATES =
      Pattern.compile("^(\\d+) states generated, (\\d+) distinct", Pattern.MULTILINE);
  private static final Pattern DEPTH = Pattern.compile("graph search is (\\d+)\\.");

  /**
   * Reads what TLC said.
   *
   * @param exit its exit code
   * @param output all that it said
   * @return what was found
   */
  static Verdict read(int exit, String output) {
    return new Verdict(
        violated(exit, output),
        last(STATES, 1, output),
        last(STATES, 2, output),
        last(DEPTH, 1, output),
        output);
  }

  private static String violated(int exit, String output) {
    if (exit == HOLDS && output.contains("No error has been found")) {
      return NOTHING;
    }
    if (exit == DEADLOCK && output.contains("Deadlock reached")) {
      return STUCK;
    }
    Matcher named = NAMED.matcher(output);
    if ((exit == SAFETY_VIOLATED || exit == LIVENESS_VIOLATED) && named.find()) {
      return named.group(1);
    }
    if (exit == LIVENESS_VIOLATED && output.contains("Temporal properties were violated")) {
      return UNNAMED;
    }
    return NO_VERDICT;
  }

  private static long last(Pattern pattern, int group, String output) {
    Matcher found = pattern.matcher(output);
    long value = 0;
    while (found.find()) {
      value = Long.parseLong(found.group(group));
    }
    return value;
  }
}
