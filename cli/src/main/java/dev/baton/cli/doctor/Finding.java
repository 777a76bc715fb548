package dev.baton.cli.doctor;

import dev.baton.cli.base.Json;
import java.util.Optional;

/**
 * One thing that was found out about a server.
 *
 * @param name what it is about, one word; docs/doctor.md has a section for each
 * @param level how bad it is
 * @param found what was found
 * @param means what it means for locks
 * @param advice what to do, empty if nothing
 */
public record Finding(String name, Level level, String found, String means, String advice) {

  static Finding of(String name, Level level, String found, String means) {
    return new Finding(name, level, found, means, "");
  }

  Finding advise(String what) {
    return new Finding(name, level, found, means, what);
  }

  /** The server does not let this user see what it takes to judge. */
  static Finding unseen(String name, String what, String means) {
    return of(name, Level.NOTE, "not allowed to see " + what, means);
  }

  Json json() {
    return new Json()
        .with("finding", name)
        .with("level", level.word())
        .with("found", found)
        .with("means", means)
        .with("do", advice.isEmpty() ? Optional.empty() : Optional.of(advice));
  }
}
