package dev.baton.cli.doctor;

import java.util.Locale;

/** How bad a finding is, from the harmless to the worst. */
public enum Level {
  OK(0, "green"),
  /** Worth knowing; also: what this user is not allowed to see. */
  NOTE(0, "cyan"),
  /** A lock can be lost, or be slow, where something else goes wrong too. */
  WARNING(1, "yellow"),
  /** Two can hold one lock although nothing else goes wrong, or none can be taken. */
  DANGER(2, "red");

  private final int exitCode;
  private final String colour;

  Level(int exitCode, String colour) {
    this.exitCode = exitCode;
    this.colour = colour;
  }

  /** The exit code of the command where this is the worst finding. */
  int exitCode() {
    return exitCode;
  }

  String colour() {
    return colour;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  Level orWorse(Level other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
