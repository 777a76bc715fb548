package dev.baton.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether connections stay, pushed messages get through, and there is room for more clients. */
final class Connections {
  private static final String NAME = "connections";
  private static final long SMALL_BUFFER = 1 << 20;
  private static final int CROWDED_PERCENT = 80;
  private static final long LONG_SILENCE_SECONDS = 600;

  private Connections() {}

  static List<Finding> judge(Facts facts) {
    List<Finding> findings = new ArrayList<>();
    crowd(facts).ifPresent(findings::add);
    pushBuffer(facts).ifPresent(findings::add);
    facts
        .setting("timeout")
        .filter(seconds -> seconds > 0)
        .map(Connections::idle)
        .ifPresent(findings::add);
    facts
        .setting("tcp-keepalive")
        .filter(seconds -> seconds == 0 || seconds > LONG_SILENCE_SECONDS)
        .map(Connections::keepalive)
        .ifPresent(findings::add);
    if (findings.isEmpty()) {
      boolean seen = facts.setting("timeout").isPresent();
      findings.add(
          seen
              ? Finding.of(
                  NAME,
                  Level.OK,
                  "timeout 0, tcp-keepalive %s, %s of %s clients"
                      .formatted(
                          facts.config("tcp-keepalive").orElse("?"),
                          facts.info("connected_clients").orElse("?"),
                          facts.config("maxclients").orElse("?")),
                  "Idle connections stay, and machines that vanished are noticed.")
              : Finding.unseen(
                  NAME,
                  "timeout, tcp-keepalive and the limit of buffers",
                  "A client of Baton has two connections at most, and opens them again by itself."));
    }
    return findings;
  }

  private static Optional<Finding> crowd(Facts facts) {
    long most = facts.setting("maxclients").orElse(0L);
    long now = facts.count("connected_clients").orElse(0L);
    return most > 0 && now * 100 >= most * CROWDED_PERCENT
        ? Optional.of(
            Finding.of(
                    NAME,
                    Level.WARNING,
                    now + " of " + most + " clients (maxclients) are connected",
                    "Who connects when all are taken is refused; who loses a connection then cannot"
                        + " renew, and loses locks.")
                .advise("redis-cli CONFIG SET maxclients to more; see CLIENT LIST"))
        : Optional.empty();
  }

  /** As in {@code normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60}. */
  private static Optional<Finding> pushBuffer(Facts facts) {
    List<String> words =
        List.of(facts.config("client-output-buffer-limit").orElse("").trim().split(" +"));
    int at = words.indexOf("pubsub");
    if (at < 0 || at + 2 >= words.size()) {
      return Optional.empty();
    }
    return List.of(words.get(at + 1), words.get(at + 2)).stream()
        .filter(limit -> limit.matches("[1-9][0-9]{0,17}"))
        .map(Long::valueOf)
        .filter(limit -> limit < SMALL_BUFFER)
        .findFirst()
        .map(
            limit ->
                Finding.of(
                        NAME,
                        Level.WARNING,
                        "client-output-buffer-limit pubsub is " + limit + " bytes",
                        "A client that reads slowly for a moment loses its push connection. Its"
                            + " waiters are skipped, and join again at the tail.")
                    .advise(
                        "redis-cli CONFIG SET client-output-buffer-limit \"pubsub 33554432 8388608"
                            + " 60\""));
  }

  private static Finding idle(long seconds) {
    return Finding.of(
            NAME,
            Level.NOTE,
            "timeout is " + seconds + " s: the server closes connections that are idle",
            "That costs a reconnection with the next command, and no lock.")
        .advise("redis-cli CONFIG SET timeout 0");
  }

  private static Finding keepalive(long seconds) {
    return Finding.of(
            NAME,
            Level.NOTE,
            "tcp-keepalive is " + seconds + (seconds == 0 ? ": never" : " s"),
            "A machine that vanished without a word looks like a live waiter for that long, and"
                + " each grant to it costs the others up to 3 s.")
        .advise("redis-cli CONFIG SET tcp-keepalive 300");
  }
}
