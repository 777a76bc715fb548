package dev.baton.cli.run;

import java.util.Map;

/**
 * What the environment of a wrapped command has, and so the environment of all that it starts,
 * whoever their parents are: the lock's token, which is nobody else's.
 */
final class Mark {
  static final String TOKEN = "BATON_TOKEN";

  /** The tokens of the locks around this one, where one command wraps another. */
  static final String OUTER = "BATON_OUTER";

  private final String variable;
  private final String token;

  Mark(String token) {
    this.variable = TOKEN + '=' + token;
    this.token = token;
  }

  /** Marks an environment, and keeps what marks it already. */
  void put(Map<String, String> environment) {
    String outer = environment.get(TOKEN);
    if (outer != null) {
      environment.merge(OUTER, outer, (before, added) -> before + ' ' + added);
    }
    environment.put(TOKEN, token);
  }

  /** Takes the marks of all locks away. */
  static void remove(Map<String, String> environment) {
    environment.remove(TOKEN);
    environment.remove(OUTER);
  }

  /** Whether a variable, as {@code NAME=value}, is this mark. */
  boolean is(String of) {
    return of.equals(variable)
        || (of.startsWith(OUTER + '=')
            && (' ' + of.substring(OUTER.length() + 1) + ' ').contains(' ' + token + ' '));
  }
}
