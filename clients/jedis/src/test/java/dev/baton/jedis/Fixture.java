package dev.baton.jedis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.spi.Backend;
import dev.baton.spi.BackendListener;
import dev.baton.spi.Command;
import dev.baton.testing.backend.Origin;
import dev.baton.testing.backend.Told;
import dev.baton.testing.server.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;

/** A server of its own, a backend connected to it, and a plain Jedis beside them. */
final class Fixture implements AutoCloseable {
  static final Duration TIMEOUT = Origin.BRIEF;

  static final Duration SILENCE = Duration.ofSeconds(1);

  static final Duration LONG = Origin.PATIENCE;

  static {
    Awaitility.setDefaultTimeout(LONG);
  }

  final RedisServer server = RedisServer.start();
  final Told told = new Told();
  final Backend backend = connect(told);

  private Backend connect(BackendListener listener) {
    return connect(listener, LONG);
  }

  /** Another backend, for tests of a server that does not answer. */
  Backend brief(BackendListener listener) {
    return connect(listener, TIMEOUT);
  }

  private Backend connect(BackendListener listener, Duration timeout) {
    return JedisConnector.of(server.uri())
        .withCommandTimeout(timeout)
        .withSilence(SILENCE)
        .connect(listener);
  }

  Jedis jedis() {
    return new Jedis(new HostAndPort("127.0.0.1", server.port()));
  }

  /** Publishes to a sharded channel; returns how many heard it. */
  static long spublish(RedisServer server, String channel, String message) {
    try (Jedis jedis = new Jedis(new HostAndPort("127.0.0.1", server.port()))) {
      return (long) jedis.sendCommand(Protocol.Command.SPUBLISH, channel, message);
    }
  }

  /** The server's list of clients, those of Baton only. */
  List<String> batonClients() {
    try (Jedis jedis = jedis()) {
      return Stream.of(jedis.clientList().split("\n"))
          .filter(client -> client.contains(" name=baton "))
          .toList();
    }
  }

  static Command command(String... words) {
    return Command.of(words);
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  static String text(@Nullable Object reply) {
    return new String((byte[]) Objects.requireNonNull(reply), UTF_8);
  }

  @Override
  public void close() {
    backend.close();
    server.close();
  }
}
