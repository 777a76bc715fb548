package dev.baton.spec;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.internal.script.Call;
import dev.baton.internal.script.Push;
import dev.baton.spi.Command;
import dev.baton.spi.ServerError;
import dev.baton.testing.server.RedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * A real server, on which scripts run one after the other, and inboxes that are read in between.
 */
final class ScriptServer implements AutoCloseable {
  private final RedisServer redis = RedisServer.start();
  private final Connection commands = connect();
  private final Map<String, Connection> inboxes = new TreeMap<>();

  private Connection connect() {
    return new Connection(
        new HostAndPort("127.0.0.1", redis.port()),
        DefaultJedisClientConfig.builder().protocol(RedisProtocol.RESP2).build());
  }

  /** Carries out a call of a script. */
  <R> R run(Call<R> call) {
    try {
      return call.read(send(call.command()));
    } catch (JedisNoScriptException unknown) {
      return run(call.after(new ServerError(unknown.getMessage())).orElseThrow());
    }
  }

  /** Carries out a plain command. */
  @Nullable Object send(byte[]... words) {
    return send(Command.onKey(words[1], words));
  }

  private @Nullable Object send(Command command) {
    byte[][] words = command.words();
    byte[][] arguments = new byte[words.length - 1][];
    System.arraycopy(words, 1, arguments, 0, arguments.length);
    String name = new String(words[0], UTF_8);
    commands.sendCommand(() -> name.getBytes(UTF_8), arguments);
    return commands.getOne();
  }

  /** The server's time in microseconds. */
  long micros() {
    commands.sendCommand(Protocol.Command.TIME);
    List<?> time = (List<?>) commands.getOne();
    return number(time.get(0)) * 1_000_000 + number(time.get(1));
  }

  /** Opens or closes an inbox, as seen by the server. */
  void hears(byte[] inbox, boolean open) {
    Connection connection = inboxes.computeIfAbsent(new String(inbox, UTF_8), unused -> connect());
    connection.sendCommand(open ? Protocol.Command.SUBSCRIBE : Protocol.Command.UNSUBSCRIBE, inbox);
    connection.getOne();
  }

  /** What was pushed since the last time, to any inbox. */
  List<Push.Granted> grants() {
    List<Push.Granted> grants = new ArrayList<>();
    for (Connection inbox : inboxes.values()) {
      // The answer to a PING comes after all that was pushed before.
      inbox.sendCommand(Protocol.Command.PING);
      while (inbox.getOne() instanceof List<?> message && text(message.get(0)).equals("message")) {
        Push.read((byte[]) message.get(2))
            .filter(Push.Granted.class::isInstance)
            .map(Push.Granted.class::cast)
            .ifPresent(grants::add);
      }
    }
    return grants;
  }

  static long number(@Nullable Object reply) {
    return reply instanceof Long number ? number : Long.parseLong(text(reply));
  }

  static String text(@Nullable Object reply) {
    return reply instanceof byte[] bytes ? new String(bytes, UTF_8) : String.valueOf(reply);
  }

  @Override
  public void close() {
    inboxes.values().forEach(Connection::close);
    commands.close();
    redis.close();
  }
}
