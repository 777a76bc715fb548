package dev.baton.cli.base;

import java.util.Map;

/** What the launcher script does to the environment, and how to undo it for a wrapped command. */
public final class Launcher {
  /** Set where the script had to choose a UTF-8 locale; holds LC_ALL as it was, "-" for unset. */
  private static final String LOCALE_BEFORE = "BATON_LC_ALL";

  private Launcher() {}

  /** Puts the environment back to what the user has. */
  public static void restore(Map<String, String> environment) {
    String before = environment.remove(LOCALE_BEFORE);
    if (before == null) {
      return;
    }
    if (before.equals("-")) {
      environment.remove("LC_ALL");
    } else {
      environment.put("LC_ALL", before);
    }
  }
}
