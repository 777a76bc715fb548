package dev.baton.testing.simulation;

import java.util.List;
import java.util.Optional;

/**
 * What was asked for by a command about a lock that names an acquisition: ACQUIRE, SHARE, REJOIN or
 * CANCEL.
 *
 * @param lock the lock
 * @param who asks
 * @param tries whether it does not wait
 */
record Asked(String lock, Waiting who, boolean tries) {
  /**
   * Of the commands with so many arguments, all name an acquisition, and the last says how to wait.
   */
  private static final int LEAST_ARGUMENTS = 7;

  static Optional<Asked> by(List<String> words) {
    if (words.isEmpty() || !words.get(0).startsWith("EVAL")) {
      return Optional.empty();
    }
    int keys = Integer.parseInt(words.get(2));
    List<String> arguments = words.subList(3 + keys, words.size());
    if (arguments.size() < LEAST_ARGUMENTS) {
      return Optional.empty();
    }
    String[] wait = arguments.get(arguments.size() - 1).split(" ", -1);
    if (wait.length != 4) {
      return Optional.empty();
    }
    Waiting who = Waiting.of(wait[3], arguments.get(0), arguments.get(1));
    return Optional.of(new Asked(words.get(3), who, wait[0].equals("TRY")));
  }
}
