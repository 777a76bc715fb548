package dev.baton.testing.server;

import org.jspecify.annotations.Nullable;

/** One command to a server of this machine, on a connection of its own. */
final class Talk {
  private static final String HOST = "127.0.0.1";

  private Talk() {}

  static @Nullable Object ask(RedisServer server, String... words) {
    try (RespConnection connection = new RespConnection(HOST, server.port())) {
      return connection.send(words);
    }
  }

  /** Null if the server is down or refuses. */
  static @Nullable Object attempt(RedisServer server, String... words) {
    try {
      return ask(server, words);
    } catch (RuntimeException e) {
      return null;
    }
  }

  /** What it says of its replicas or its primary; nothing of use if it is down. */
  static String replication(RedisServer server) {
    return String.valueOf(attempt(server, "INFO", "replication"));
  }
}
