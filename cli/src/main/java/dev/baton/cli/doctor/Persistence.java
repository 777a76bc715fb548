package dev.baton.cli.doctor;

import java.util.Optional;

/** What a restart of the server loses. */
final class Persistence {
  private static final String NAME = "persistence";
  private static final String LOST =
      "Their holders go on until their next renewal tells them, a third of a lease later at most;"
          + " fences still rise.";
  private static final String REMEDY =
      "redis-cli CONFIG SET appendonly yes, and appendfsync always if no lock may be lost; the same"
          + " in redis.conf";

  private Persistence() {}

  static Finding judge(Facts facts) {
    Optional<Boolean> appends =
        facts
            .config("appendonly")
            .map(value -> value.equals("yes"))
            .or(() -> facts.info("aof_enabled").map(value -> value.equals("1")));
    if (appends.isEmpty()) {
      return Finding.unseen(
          NAME,
          "appendonly and save",
          "Without persistence all locks are free at once after a restart of the server.");
    }
    return appends.get() ? appending(facts) : snapshots(facts);
  }

  private static Finding appending(Facts facts) {
    String sync = facts.config("appendfsync").orElse("not seen");
    String found = "appendonly yes, appendfsync " + sync;
    return switch (sync) {
      case "always" ->
          Finding.of(NAME, Level.OK, found, "A restart loses nothing that was confirmed.");
      case "everysec" ->
          Finding.of(
              NAME,
              Level.NOTE,
              found,
              "A restart in order loses nothing. A crash of the machine can lose the last second:"
                  + " locks that were taken in it are free. "
                  + LOST);
      default ->
          Finding.of(
              NAME,
              Level.NOTE,
              found,
              "A crash of the machine can lose what was not yet on the disk, half a minute perhaps:"
                  + " locks that were taken in it are free. "
                  + LOST);
    };
  }

  private static Finding snapshots(Facts facts) {
    Optional<String> save = facts.config("save");
    if (save.isPresent() && save.get().isEmpty()) {
      return Finding.of(
              NAME,
              Level.WARNING,
              "none: appendonly no, save \"\"",
              "After a restart all locks are free at once. " + LOST)
          .advise(REMEDY);
    }
    return Finding.of(
            NAME,
            Level.WARNING,
            "appendonly no, " + save.map(s -> "save " + s).orElse("save not seen"),
            "A crash loses all since the last snapshot: locks that were taken since are free. "
                + LOST)
        .advise(REMEDY);
  }
}
