package dev.baton.cli.doctor;

import java.util.Optional;

/** Whether the server deletes locks when it is full. */
final class Eviction {
  private static final String NAME = "eviction";
  private static final String REMEDY = "redis-cli CONFIG SET maxmemory-policy noeviction";
  private static final int NEARLY_FULL_PERCENT = 90;

  private Eviction() {}

  static Finding judge(Facts facts) {
    Optional<String> policy = facts.config("maxmemory-policy");
    Optional<Long> limit = facts.setting("maxmemory");
    if (policy.isEmpty() || limit.isEmpty()) {
      return Finding.unseen(
          NAME,
          "maxmemory and maxmemory-policy",
          "Only noeviction is safe: under any other policy a full server deletes locks.");
    }
    boolean keeps = policy.get().equals("noeviction");
    if (limit.get() == 0) {
      return keeps
          ? Finding.of(
              NAME, Level.OK, "noeviction, no maxmemory", "The server deletes no locks by itself.")
          : Finding.of(
                  NAME,
                  Level.NOTE,
                  policy.get() + ", but no maxmemory",
                  "Nothing is deleted until somebody sets maxmemory; then locks can be.")
              .advise(REMEDY);
    }
    String found = "%s, maxmemory %s%s".formatted(policy.get(), size(limit.get()), used(facts));
    if (!keeps) {
      boolean all = policy.get().startsWith("allkeys");
      return Finding.of(
              NAME,
              all ? Level.DANGER : Level.WARNING,
              found,
              all
                  ? "A full server deletes any key, a held lock among them: two then hold it."
                  : "A full server deletes keys that expire, and locks do: two then hold one.")
          .advise(REMEDY + "; if this is a cache too, give locks a server of their own");
    }
    return nearlyFull(facts, limit.get())
        ? Finding.of(
                NAME,
                Level.WARNING,
                found,
                "A full server refuses to give locks (OOM); those that are held stay, and can be"
                    + " renewed and released.")
            .advise("redis-cli CONFIG SET maxmemory to more, or free some: redis-cli --bigkeys")
        : Finding.of(NAME, Level.OK, found, "A full server refuses; it deletes no locks.");
  }

  private static boolean nearlyFull(Facts facts, long limit) {
    return facts.count("used_memory").orElse(0L) >= limit / 100 * NEARLY_FULL_PERCENT;
  }

  private static String used(Facts facts) {
    return facts.count("used_memory").map(used -> ", " + size(used) + " used").orElse("");
  }

  private static String size(long bytes) {
    return bytes >= 10 << 20 ? (bytes >> 20) + " MiB" : (bytes >> 10) + " KiB";
  }
}
