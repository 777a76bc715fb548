package dev.baton.testing.backend;

import static dev.baton.testing.backend.Talk.say;

import dev.baton.spi.Backend;
import dev.baton.spi.Command;
import dev.baton.testing.server.RedisServer;
import dev.baton.testing.server.RespConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The same on a real server. An adapter's test extends this, with a {@code static
 * Stream<Origin<RedisServer>> origins()} of all its ways to come by one.
 */
public abstract class RedisBackendContract extends BackendContract<RedisServer> {

  /** One for each test. */
  protected RedisBackendContract() {}

  @Override
  protected final Host<RedisServer> host() {
    return new RedisHost(RedisServer.start());
  }

  private record RedisHost(RedisServer server) implements Host<RedisServer> {

    @Override
    public void stop() {
      server.stop();
    }

    @Override
    public void kill() {
      server.kill();
    }

    @Override
    public void restart() {
      server.restart();
    }

    @Override
    public void pause() {
      server.pause();
    }

    @Override
    public void resume() {
      server.resume();
    }

    @Override
    public @Nullable Object send(String... words) {
      try (RespConnection other = new RespConnection("127.0.0.1", server.port())) {
        return other.send(words);
      }
    }

    /** The one that asks is not the backend's. */
    @Override
    public long connections() {
      return ("" + send("CLIENT", "LIST")).lines().count() - 1;
    }

    @Override
    public @Nullable Object connection(Backend backend) {
      return say(backend, "CLIENT", "ID");
    }

    @Override
    public CompletionStage<@Nullable Object> submitUnanswered(Backend backend) {
      return backend.submit(Command.of("BLPOP", "list", "0"));
    }

    @Override
    public boolean isUnanswered() {
      return ("" + send("INFO", "clients")).contains("blocked_clients:1");
    }

    @Override
    public void answer() {
      send("RPUSH", "list", "now");
    }

    @Override
    public void cutPushes() {
      send("CLIENT", "KILL", "TYPE", "pubsub");
    }

    @Override
    public void allowOnly(String... channels) {
      List<String> words = new ArrayList<>(List.of("ACL", "SETUSER", "default", "resetchannels"));
      for (String channel : channels) {
        words.add("&" + channel);
      }
      send(words.toArray(String[]::new));
    }

    @Override
    public void close() {
      server.close();
    }
  }
}
