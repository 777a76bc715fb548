package dev.baton.cli.doctor;

/** Which server this is, as it calls itself: forks go on reporting the version they split from. */
final class Identity {
  private static final String NAME = "server";

  private Identity() {}

  static Finding judge(Facts facts) {
    if (facts.info().isEmpty()) {
      return Finding.unseen(
              NAME, "INFO", "Much of this examination rests on INFO; what follows knows less.")
          .advise("ask again as a user with +info, and +config|get for the settings");
    }
    return Finding.of(
        NAME,
        Level.OK,
        name(facts),
        "Baton goes by the commands that a server has, never by its version.");
  }

  private static String name(Facts facts) {
    String redis = facts.info("redis_version").orElse("of an unknown version");
    return facts
        .info("valkey_version")
        .map(version -> "Valkey " + version + " (says it is like Redis " + redis + ")")
        .or(() -> facts.info("dragonfly_version").map(version -> "Dragonfly " + version))
        .or(() -> facts.info("server_name").map(name -> name + " " + redis))
        .orElse("Redis " + redis);
  }
}
