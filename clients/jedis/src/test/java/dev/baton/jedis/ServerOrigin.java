package dev.baton.jedis;

import dev.baton.testing.backend.Origin;
import dev.baton.testing.backend.Session;
import dev.baton.testing.backend.Told;
import dev.baton.testing.server.RedisServer;
import java.time.Duration;
import redis.clients.jedis.RedisClient;

/** The ways to come by a connector to a server. */
enum ServerOrigin implements Origin<RedisServer> {
  /** Connections of the connector's own. */
  ADDRESS,
  /** Those of the application's pool, which speak RESP3. */
  POOL;

  @Override
  public Session open(RedisServer server, Duration commandTimeout) {
    RedisClient client =
        this == ADDRESS
            ? null
            : RedisClient.builder().hostAndPort("127.0.0.1", server.port()).build();
    JedisConnector connector =
        client == null ? JedisConnector.of(server.uri()) : JedisConnector.of(client.getPool());
    Told told = new Told();
    return new Session(
        connector.withCommandTimeout(commandTimeout).withSilence(Fixture.SILENCE).connect(told),
        told,
        client);
  }
}
