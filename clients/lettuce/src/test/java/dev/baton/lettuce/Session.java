package dev.baton.lettuce;

import dev.baton.spi.Backend;
import dev.baton.testing.server.RedisServer;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.protocol.ProtocolVersion;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** An open backend with short timeouts, and what it told. */
record Session(Backend backend, Events events, @Nullable RedisClient client)
    implements AutoCloseable {
  static final Duration TIMEOUT = Duration.ofSeconds(2);

  /** Only a test that fails waits for as long as this. */
  static final Duration PATIENCE = Duration.ofMinutes(1);

  static {
    Awaitility.setDefaultTimeout(PATIENCE);
    // the first connections of a JVM load classes, on a busy machine for longer than the timeout
    try (RedisServer server = RedisServer.start();
        Backend backend =
            LettuceConnector.of(server.uri())
                .withCommandTimeout(Duration.ofSeconds(30))
                .connect(new Events())) {
      backend.subscribe(new byte[] {'w'}, true);
    }
  }

  /** The ways to come by a connector. */
  enum Origin {
    /** A client of the connector's own. */
    ADDRESS,
    /** The application's, with its address; Lettuce's options as they come. */
    CLIENT,
    /** The application's, and the address for this time; old protocol. */
    CLIENT_AND_ADDRESS_RESP2
  }

  /** For tests of a server that does not answer. */
  static Session open(Origin origin, RedisServer server) {
    return open(origin, server, TIMEOUT);
  }

  /** Waits for answers for longer than they take on a busy machine. */
  static Session patient(Origin origin, RedisServer server) {
    return open(origin, server, PATIENCE);
  }

  private static Session open(Origin origin, RedisServer server, Duration timeout) {
    RedisClient client = origin == Origin.ADDRESS ? null : client(origin, server);
    LettuceConnector connector =
        switch (origin) {
          case ADDRESS -> LettuceConnector.of(server.uri());
          case CLIENT -> LettuceConnector.of(given(client));
          case CLIENT_AND_ADDRESS_RESP2 ->
              LettuceConnector.of(given(client), RedisURI.create(server.uri()));
        };
    Events events = new Events();
    return new Session(connector.withCommandTimeout(timeout).connect(events), events, client);
  }

  private static RedisClient client(Origin origin, RedisServer server) {
    if (origin == Origin.CLIENT) {
      return RedisClient.create(server.uri());
    }
    RedisClient client = RedisClient.create();
    client.setOptions(ClientOptions.builder().protocolVersion(ProtocolVersion.RESP2).build());
    return client;
  }

  private static RedisClient given(@Nullable RedisClient client) {
    if (client == null) {
      throw new AssertionError("no client");
    }
    return client;
  }

  @Override
  public void close() {
    backend.close();
    if (client != null) {
      client.shutdown();
    }
  }
}
