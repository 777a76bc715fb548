package dev.baton.testing.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.spi.Backend;
import dev.baton.spi.BackendListener;
import dev.baton.spi.Command;
import dev.baton.spi.ServerError;
import dev.baton.test.internal.MemoryServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Servers in memory, by addresses that only this JVM knows. */
final class InMemory {
  private static final Map<String, MemoryServer> SERVERS = new ConcurrentHashMap<>();

  private InMemory() {}

  /** Starts one; its address. */
  static synchronized String start() {
    String address = "memory:" + SERVERS.size();
    SERVERS.put(address, new MemoryServer());
    return address;
  }

  /** The one at an address, whatever stands behind that. */
  static MemoryServer at(String address) {
    MemoryServer server = SERVERS.get(address.replaceFirst("\\?.*", ""));
    if (server == null) {
      throw new IllegalArgumentException("no server in memory: " + address);
    }
    return server;
  }

  /** What anybody could type there. */
  static RedisCli.Line line(String address) {
    Backend backend = at(address).elsewhere().connect(BackendListener.DEAF);
    return new RedisCli.Line() {
      @Override
      public @Nullable Object send(String... words) {
        return switch (words[0]) {
          case "KEYS" -> keys(backend);
          case "DBSIZE" -> (long) keys(backend).size();
          case "ZSCORE" -> ((List<?>) reply(backend, "ZMSCORE", words[1], words[2])).get(0);
          default -> reply(backend, words);
        };
      }

      @Override
      public void close() {
        backend.close();
      }
    };
  }

  private static List<Object> keys(Backend backend) {
    List<Object> keys = new ArrayList<>();
    for (String type : List.of("string", "zset", "hash", "list", "set")) {
      Object page = reply(backend, "SCAN", "0", "MATCH", "*", "COUNT", "9", "TYPE", type);
      keys.addAll((List<?>) ((List<?>) page).get(1));
    }
    return keys;
  }

  private static @Nullable Object reply(Backend backend, String... words) {
    try {
      return text(backend.execute(Command.of(words)));
    } catch (ServerError e) {
      throw new IllegalStateException(e.message(), e);
    }
  }

  private static @Nullable Object text(@Nullable Object reply) {
    if (reply instanceof List<?> items) {
      List<@Nullable Object> texts = new ArrayList<>();
      items.forEach(item -> texts.add(text(item)));
      return texts;
    }
    return reply instanceof byte[] bytes ? new String(bytes, UTF_8) : reply;
  }
}
