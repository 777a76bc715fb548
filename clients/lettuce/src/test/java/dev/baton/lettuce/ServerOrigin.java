package dev.baton.lettuce;

import static java.util.Objects.requireNonNull;

import dev.baton.testing.backend.Origin;
import dev.baton.testing.backend.Session;
import dev.baton.testing.backend.Told;
import dev.baton.testing.server.RedisServer;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.protocol.ProtocolVersion;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The ways to come by a connector to a server. */
enum ServerOrigin implements Origin<RedisServer> {
  /** A client of the connector's own. */
  ADDRESS,
  /** The application's, with its address; Lettuce's options as they come. */
  CLIENT,
  /** The application's, and the address for this time; old protocol. */
  CLIENT_AND_ADDRESS_RESP2;

  static {
    // the first connections of a JVM load classes, on a busy machine for longer than the timeout
    try (RedisServer server = RedisServer.start();
        Session session = ADDRESS.patient(server)) {
      session.backend().subscribe(new byte[] {'w'}, true);
    }
  }

  @Override
  public Session open(RedisServer server, Duration commandTimeout) {
    RedisClient client = client(server);
    LettuceConnector connector =
        switch (this) {
          case ADDRESS -> LettuceConnector.of(server.uri());
          case CLIENT -> LettuceConnector.of(requireNonNull(client));
          case CLIENT_AND_ADDRESS_RESP2 ->
              LettuceConnector.of(requireNonNull(client), RedisURI.create(server.uri()));
        };
    Told told = new Told();
    return new Session(connector.withCommandTimeout(commandTimeout).connect(told), told, client);
  }

  private @Nullable RedisClient client(RedisServer server) {
    if (this != CLIENT_AND_ADDRESS_RESP2) {
      return this == ADDRESS ? null : RedisClient.create(server.uri());
    }
    RedisClient client = RedisClient.create();
    client.setOptions(ClientOptions.builder().protocolVersion(ProtocolVersion.RESP2).build());
    return client;
  }
}
