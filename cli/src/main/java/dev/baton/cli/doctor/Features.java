package dev.baton.cli.doctor;

import dev.baton.cli.server.Reply;
import dev.baton.cli.server.Server;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What the server can do.
 *
 * @param commands what COMMAND INFO says of {@link #ASKED}
 * @param script what became of a script that asks for the time
 */
record Features(Reply commands, Reply script) {
  /** GETDEL came with Redis 6.2, the oldest that Baton is tested on. */
  private static final List<String> ASKED = List.of("SPUBLISH", "DELIFEQ", "DELEX", "GETDEL");

  static Features of(Server server) {
    List<String> words = new ArrayList<>(List.of("COMMAND", "INFO"));
    words.addAll(ASKED);
    return new Features(
        server.ask(words.toArray(String[]::new)), server.ask("EVAL", timeScript(), "0"));
  }

  private static String timeScript() {
    try (InputStream lua = Features.class.getResourceAsStream("time.lua")) {
      return new String(Objects.requireNonNull(lua).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether pushes go by SPUBLISH, as Baton itself decides it. */
  boolean shardChannels() {
    return has("SPUBLISH");
  }

  private boolean has(String command) {
    int place = ASKED.indexOf(command);
    return commands.items().size() == ASKED.size()
        && commands.items().get(place) instanceof List<?> details
        && !details.isEmpty();
  }

  List<Finding> judge() {
    return List.of(scripts(), pushes(), compare());
  }

  private Finding scripts() {
    return script
        .refusal()
        .map(
            refused ->
                Finding.of(
                        "scripts",
                        Level.DANGER,
                        "a script that asks for the time is refused: " + refused.message(),
                        "Every step of a lock is a script. Without them there are no locks.")
                    .advise("see the finding \"rights\"; some hosts forbid EVAL: ask yours"))
        .orElseGet(
            () ->
                Finding.of(
                    "scripts",
                    Level.OK,
                    "Lua scripts run",
                    "Each step of a lock is one script, so it happens wholly or not at all."));
  }

  private Finding pushes() {
    if (commands.refusal().isPresent()) {
      return Finding.unseen(
              "channels",
              "which commands there are",
              "Baton then takes the server for one before Redis 7.0, and uses PUBLISH.")
          .advise("give the user +command|info");
    }
    if (shardChannels()) {
      return Finding.of(
          "channels",
          Level.OK,
          "SPUBLISH is there",
          "A grant knows whether its receiver is connected; the dead are skipped at once.");
    }
    Finding without =
        Finding.of(
            "channels",
            Level.NOTE,
            "no SPUBLISH: Baton uses PUBLISH instead",
            "To users without +pubsub|numsub whoever listens to a pattern that matches, such as"
                + " PSUBSCRIBE *, makes dead waiters look alive. Each of them then costs up to 3 s;"
                + " nobody loses a lock.");
    return has("GETDEL")
        ? without
        : new Finding(
            without.name(),
            Level.WARNING,
            "neither SPUBLISH nor GETDEL: this server is older than Redis 6.2, or not Redis",
            "Baton is not tested on it.",
            "use Redis 6.2 or later, or Valkey");
  }

  private Finding compare() {
    boolean has = has("DELIFEQ") || has("DELEX");
    return Finding.of(
        "renewal",
        Level.OK,
        has
            ? (has("DELIFEQ") ? "DELIFEQ" : "DELEX") + " is there, so SET compares (IFEQ)"
            : "neither DELIFEQ nor DELEX",
        has
            ? "A renewal is a plain command."
            : "A renewal is a script: as correct, and slightly slower for the server.");
  }
}
