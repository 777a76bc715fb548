package dev.baton.cli.doctor;

import java.util.ArrayList;
import java.util.List;

/**
 * A command that Baton needs, and a harmless use of it: on keys that are not there, and so that
 * none comes to be.
 *
 * @param name as in {@code ACL SETUSER user +NAME}
 * @param without how bad it is to lack it
 * @param trial what to send; {@link #LOCK} and {@link #CHANNEL} stand for a probe's
 */
record Right(String name, Level without, List<String> trial) {
  private static final String LOCK = "<lock>";
  private static final String CHANNEL = "<channel>";

  /** The commands of SECURITY.md, but for those that subscribe, which cannot be sent like these. */
  static List<Right> commands(boolean shardChannels) {
    return List.of(
        must("ping"),
        must("eval", "return 1", "0"),
        must("evalsha", "0".repeat(40), "0"),
        must("get", LOCK),
        must("set", LOCK, "", "XX"),
        must("setrange", LOCK, "0", ""),
        must("del", LOCK),
        must("exists", LOCK),
        must("time"),
        must("pttl", LOCK),
        must("pexpire", LOCK, "1000"),
        must("zadd", LOCK, "XX", "0", ""),
        must("zpopmin", LOCK),
        must("zrem", LOCK, ""),
        must("zrange", LOCK, "0", "-1"),
        must("zrank", LOCK, ""),
        must("zcard", LOCK),
        must(shardChannels ? "spublish" : "publish", CHANNEL, ""),
        new Right("zmscore", Level.WARNING, List.of("zmscore", LOCK, "")),
        new Right("persist", Level.WARNING, List.of("persist", LOCK)),
        new Right(
            shardChannels ? "pubsub|shardnumsub" : "pubsub|numsub",
            Level.NOTE,
            List.of("pubsub", shardChannels ? "shardnumsub" : "numsub", CHANNEL)),
        new Right("type", Level.NOTE, List.of("type", LOCK)),
        new Right("command|info", Level.NOTE, List.of("command", "info", "get")),
        new Right("client|setname", Level.NOTE, List.of("client", "setname", "baton")));
  }

  static Right subscribing(boolean shardChannels) {
    return must(shardChannels ? "ssubscribe" : "subscribe");
  }

  private static Right must(String name, String... arguments) {
    List<String> words = new ArrayList<>(List.of(name));
    words.addAll(List.of(arguments));
    return new Right(name, Level.DANGER, List.copyOf(words));
  }

  String[] words(Probe probe) {
    return trial.stream()
        .map(word -> word.equals(LOCK) ? probe.key() : word)
        .map(word -> word.equals(CHANNEL) ? probe.channel() : word)
        .toArray(String[]::new);
  }
}
