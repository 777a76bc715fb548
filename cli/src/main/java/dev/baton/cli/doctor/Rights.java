package dev.baton.cli.doctor;

import dev.baton.cli.server.Reply;
import dev.baton.cli.server.Server;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What this user may do. Everything is tried: ACL DRYRUN would take a right that few have, and is
 * of Redis 7.0.
 *
 * @param user its name, if it may ask
 * @param probe what was tried on
 * @param refusals what was refused, by the right that was tried; those of keys and channels too
 * @param keys whether queue and fence keys of the probe were refused, by pattern
 */
record Rights(
    Optional<String> user,
    Probe probe,
    Map<Right, Reply.Refused> refusals,
    Map<String, Reply.Refused> keys) {
  private static final String NAME = "rights";

  static Rights of(Server server, Probe probe, boolean shardChannels) {
    Map<Right, Reply.Refused> refusals = new LinkedHashMap<>();
    for (Right right : Right.commands(shardChannels)) {
      server.ask(right.words(probe)).refusal().ifPresent(no -> refusals.put(right, no));
    }
    server
        .subscribe(probe.channel(), shardChannels)
        .refusal()
        .ifPresent(no -> refusals.put(Right.subscribing(shardChannels), no));
    Map<String, Reply.Refused> keys = new LinkedHashMap<>();
    server
        .ask("EXISTS", probe.queue())
        .refusal()
        .ifPresent(no -> keys.put(probe.rightToQueues(), no));
    server
        .ask("EXISTS", probe.fence())
        .refusal()
        .ifPresent(no -> keys.put(probe.rightToFences(), no));
    return new Rights(server.ask("ACL", "WHOAMI").text(), probe, refusals, keys);
  }

  /** Whether this user may not use the probe's keys, so that nothing can be tried with a lock. */
  boolean areForOtherKeys() {
    return refusals.values().stream().anyMatch(Rights::isOfKeys);
  }

  /** Whether it may publish and subscribe, and so hear of grants. */
  boolean allowPushes() {
    return refusals.keySet().stream()
        .noneMatch(right -> right.name().matches("s?(publish|subscribe)"));
  }

  Finding judge() {
    Set<String> missing = new LinkedHashSet<>();
    Level worst = Level.OK;
    for (Map.Entry<Right, Reply.Refused> each : refusals.entrySet()) {
      Reply.Refused refused = each.getValue();
      if (refused.isForWantOfARight()) {
        missing.add(
            isOfKeys(refused)
                ? probe.rightToLocks()
                : isOfChannels(refused) ? probe.rightToChannels() : "+" + each.getKey().name());
        worst = worst.orWorse(each.getKey().without());
      }
    }
    for (Map.Entry<String, Reply.Refused> each : keys.entrySet()) {
      if (isOfKeys(each.getValue())) {
        missing.add(each.getKey());
        worst = Level.DANGER;
      }
    }
    if (missing.contains("~*")) {
      // ACL SETUSER refuses any pattern beside this one
      missing.removeIf(word -> word.startsWith("~") && !word.equals("~*"));
    }
    String who = user.map(name -> "user " + name).orElse("this user");
    if (missing.isEmpty()) {
      return Finding.of(
          NAME,
          Level.OK,
          who + " may do all that Baton does",
          "SECURITY.md has the shortest list.");
    }
    return Finding.of(
            NAME, worst, who + " may not: " + String.join(" ", missing), consequence(worst))
        .advise(advice(missing));
  }

  /** What the server does not have at all: a host can take commands away by renaming them. */
  Optional<Finding> absent() {
    List<Right> absent =
        refusals.entrySet().stream()
            .filter(each -> each.getValue().message().startsWith("ERR unknown command"))
            .map(Map.Entry::getKey)
            .toList();
    if (absent.isEmpty()) {
      return Optional.empty();
    }
    String names = absent.stream().map(Right::name).collect(Collectors.joining(" "));
    Level worst = absent.stream().map(Right::without).reduce(Level.OK, Level::orWorse);
    return Optional.of(
        Finding.of("commands", worst, "this server has no: " + names, consequence(worst))
            .advise("see rename-command in redis.conf, or ask the host"));
  }

  private static String consequence(Level worst) {
    return switch (worst) {
      case DANGER ->
          "Locks cannot be taken, waited for or released where these are missing; SECURITY.md says"
              + " which is for what.";
      case WARNING -> "Locks that never expire cannot be held; all else works.";
      default ->
          "Locks work. Without command|info Baton takes the server for an older one; without"
              + " client|setname connections have no name; without pubsub a handover costs a message"
              + " more; without type a key of another type is not named.";
    };
  }

  private String advice(Set<String> missing) {
    String command =
        "redis-cli ACL SETUSER "
            + user.orElse("USER")
            + " "
            + missing.stream().map(Rights::quoted).collect(Collectors.joining(" "));
    return areForOtherKeys() && probe.prefix().isEmpty() && probe.names().isEmpty()
        ? "if all your keys shall begin with, say, \"team1:\", ask again with --prefix team1:; if"
            + " only your locks' names begin with \"lock:\", with --names lock:; else "
            + command
        : command;
  }

  private static String quoted(String word) {
    return word.matches("[+][a-z]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /** The refusals that are not for want of a right: the server is full, a replica, and so on. */
  List<Reply.Refused> others() {
    return refusals.values().stream().filter(no -> !no.isForWantOfARight()).toList();
  }

  // Messages of 7.0: "... to run the 'get' command", "... to access one of the keys used as
  // arguments", "... to access one of the channels used as arguments"; 7.2 names key and channel.

  private static boolean isOfKeys(Reply.Refused refused) {
    return refused.isForWantOfARight()
        && refused.message().contains(" access ")
        && !isOfChannels(refused);
  }

  private static boolean isOfChannels(Reply.Refused refused) {
    return refused.isForWantOfARight() && refused.message().contains(" channel");
  }
}
