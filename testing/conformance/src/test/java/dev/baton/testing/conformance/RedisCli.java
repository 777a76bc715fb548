package dev.baton.testing.conformance;

import dev.baton.testing.server.RespConnection;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What anybody could type into {@code redis-cli}: a connection without any of our code. */
final class RedisCli implements AutoCloseable {
  private final RespConnection connection;

  RedisCli(String uri) {
    URI address = URI.create(uri);
    connection = new RespConnection(address.getHost(), address.getPort());
  }

  /** Sends a command; a reply is a String, a Long, a List or null. */
  Object send(String... words) {
    return connection.send(words);
  }

  String get(String key) {
    return (String) send("GET", key);
  }

  long number(String... words) {
    return (Long) send(words);
  }

  /** The names of all keys. */
  List<String> keys() {
    List<String> keys = new ArrayList<>();
    for (Object key : (List<?>) send("KEYS", "*")) {
      keys.add((String) key);
    }
    return keys;
  }

  /** How often each command was called, also by scripts. */
  Map<String, Long> commandCounts() {
    Map<String, Long> calls = new TreeMap<>();
    for (String line : ((String) send("INFO", "commandstats")).split("\r\n")) {
      if (line.startsWith("cmdstat_")) {
        String name = line.substring("cmdstat_".length(), line.indexOf(':'));
        calls.put(name, Long.parseLong(line.substring(line.indexOf('=') + 1, line.indexOf(','))));
      }
    }
    return calls;
  }

  /** The ids of connections of one kind: normal, or pubsub. Those of Sentinels do not count. */
  List<String> connections(String type) {
    List<String> ids = new ArrayList<>();
    for (String line : ((String) send("CLIENT", "LIST", "TYPE", type)).split("\n")) {
      boolean mine = line.contains("cmd=client");
      if (line.startsWith("id=") && !mine && !line.contains(" name=sentinel-")) {
        ids.add(line.substring(3, line.indexOf(' ')));
      }
    }
    return ids;
  }

  /** Cuts all connections of one kind but this one. */
  void cut(String type) {
    connections(type).forEach(id -> send("CLIENT", "KILL", "ID", id));
  }

  @Override
  public void close() {
    connection.close();
  }
}
