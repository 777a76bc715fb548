package dev.baton.testing.conformance;

import dev.baton.testing.server.RedisServer;
import dev.baton.testing.server.RespConnection;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What anybody could type into {@code redis-cli}: connections without any of our code, one for each
 * primary of a cluster.
 */
final class RedisCli implements AutoCloseable {
  /** Those that are about no key, and so about each server. */
  private static final Set<String> OF_ALL =
      Set.of("ACL", "CLIENT", "CONFIG", "FLUSHALL", "INFO", "KEYS", "SCRIPT");

  /** Those whose first argument is a key. */
  private static final Set<String> OF_A_KEY =
      Set.of("DEL", "EXISTS", "GET", "HSET", "PEXPIRE", "PTTL", "RPUSH", "SET", "TYPE", "ZSCORE");

  /** What all keys begin with, here left out. */
  private final String prefix;

  private final Map<Integer, Line> connections = new LinkedHashMap<>();

  /** A connection. */
  interface Line extends AutoCloseable {
    @Nullable Object send(String... words);

    @Override
    void close();
  }

  RedisCli(String uri) {
    this.prefix = "";
    URI address = URI.create(uri);
    connections.put(
        address.getPort(), line(new RespConnection(address.getHost(), address.getPort())));
  }

  private RedisCli(List<RedisServer> servers, String prefix) {
    this.prefix = prefix;
    for (RedisServer server : servers) {
      connections.put(server.port(), line(new RespConnection("127.0.0.1", server.port())));
    }
  }

  /** To a server in memory. */
  RedisCli(Line line) {
    this.prefix = "";
    connections.put(0, line);
  }

  private static Line line(RespConnection connection) {
    return new Line() {
      @Override
      public @Nullable Object send(String... words) {
        return connection.send(words);
      }

      @Override
      public void close() {
        connection.close();
      }
    };
  }

  /** To servers that share the keys. */
  static RedisCli of(List<RedisServer> servers) {
    return of(servers, "");
  }

  /** To servers that share the keys, all of which begin with a prefix. */
  static RedisCli of(List<RedisServer> servers, String prefix) {
    return new RedisCli(servers, prefix);
  }

  /**
   * Sends a command, to all servers if it is about no key; a reply is a String, a Long, a List or
   * null, and of several servers that of the first.
   */
  Object send(String... typed) {
    String[] words = typed.clone();
    if (OF_A_KEY.contains(words[0])) {
      words[1] = prefix + words[1];
    }
    if (OF_ALL.contains(words[0])) {
      return all(words).get(0);
    }
    Line first = connections.values().iterator().next();
    try {
      return first.send(words);
    } catch (IllegalStateException e) {
      if (!e.getMessage().startsWith("MOVED ")) {
        throw e;
      }
      int port = Integer.parseInt(e.getMessage().replaceFirst(".*:", ""));
      return connections.get(port).send(words);
    }
  }

  /** The replies of all servers. */
  private List<Object> all(String... words) {
    List<Object> replies = new ArrayList<>();
    connections.values().forEach(connection -> replies.add(connection.send(words)));
    return replies;
  }

  String get(String key) {
    return (String) send("GET", key);
  }

  long number(String... words) {
    return (Long) send(words);
  }

  /** The names of all keys, behind the prefix; one without it is an error. */
  List<String> keys() {
    List<String> keys = new ArrayList<>();
    for (Object some : all("KEYS", "*")) {
      for (Object key : (List<?>) some) {
        if (!((String) key).startsWith(prefix)) {
          throw new AssertionError("a key without the prefix: " + key);
        }
        keys.add(((String) key).substring(prefix.length()));
      }
    }
    return keys;
  }

  /** How often each command was called, also by scripts. */
  Map<String, Long> commandCounts() {
    Map<String, Long> calls = new TreeMap<>();
    for (Object stats : all("INFO", "commandstats")) {
      for (String line : ((String) stats).split("\r\n")) {
        if (line.startsWith("cmdstat_")) {
          String name = line.substring("cmdstat_".length(), line.indexOf(':'));
          String count = line.substring(line.indexOf('=') + 1, line.indexOf(','));
          calls.merge(name, Long.valueOf(count), Long::sum);
        }
      }
    }
    return calls;
  }

  /**
   * How often a lease was given: by the PEXPIRE of a script, or by SET where the server's compares.
   */
  long renewals() {
    Map<String, Long> calls = commandCounts();
    return calls.getOrDefault("pexpire", 0L) + calls.getOrDefault("set", 0L);
  }

  /** The ids of connections of one kind: normal, or pubsub. Those of Sentinels do not count. */
  List<String> connections(String type) {
    return connections.values().stream().flatMap(each -> ids(each, type).stream()).toList();
  }

  private static List<String> ids(Line connection, String type) {
    List<String> ids = new ArrayList<>();
    for (String line : ((String) connection.send("CLIENT", "LIST", "TYPE", type)).split("\n")) {
      boolean mine = line.contains("cmd=client");
      if (line.startsWith("id=") && !mine && !line.contains(" name=sentinel-")) {
        ids.add(line.substring(3, line.indexOf(' ')));
      }
    }
    return ids;
  }

  /** Cuts all connections of one kind but this one. */
  void cut(String type) {
    for (Line connection : connections.values()) {
      ids(connection, type).forEach(id -> connection.send("CLIENT", "KILL", "ID", id));
    }
  }

  @Override
  public void close() {
    connections.values().forEach(Line::close);
  }
}
