package dev.baton.jedis;

import dev.baton.spi.Backend;
import dev.baton.spi.BackendListener;
import dev.baton.spi.Connector;
import java.net.URI;
import java.time.Duration;
import java.util.function.Function;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.util.Pool;

/**
 * Connects through Jedis, to one Redis or Valkey server: two connections at most, whatever the
 * number of threads.
 *
 * <p>Given an address, the connector opens connections of its own. Given a pool, it borrows one
 * connection from it, and a second one on the first wait for a lock, and keeps both until the lock
 * client is closed; the pool stays open and must have room for them. A connection that broke, and
 * the one that messages were pushed on, go back as broken, and the pool discards them.
 *
 * <p>Immutable; safe for use by many threads.
 */
public final class JedisConnector implements Connector {
  private static final Duration DEFAULT_COMMAND_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration DEFAULT_SILENCE = Duration.ofSeconds(5);

  /** Makes the source for a command timeout. */
  private final Function<Duration, Source> origin;

  private final Source source;
  private final Duration commandTimeout;
  private final Duration silence;

  private JedisConnector(
      Function<Duration, Source> origin, Duration commandTimeout, Duration silence) {
    this.origin = origin;
    this.source = origin.apply(commandTimeout);
    this.commandTimeout = commandTimeout;
    this.silence = silence;
  }

  private static JedisConnector from(Function<Duration, Source> origin) {
    return new JedisConnector(origin, DEFAULT_COMMAND_TIMEOUT, DEFAULT_SILENCE);
  }

  /**
   * A connector with connections of its own. Nothing is opened yet.
   *
   * @param uri {@code redis://[user:password@]host[:port][/database]}, or {@code rediss://…} for
   *     TLS with the JVM's trusted certificates and the host name checked. Signs such as {@code @}
   *     or {@code /} in user and password are written as in any URI, {@code %40}
   * @return the connector
   * @throws IllegalArgumentException if the URI is none of these
   */
  public static JedisConnector of(URI uri) {
    ServerUri server = ServerUri.parse(uri);
    return from(timeout -> new OwnConnections(server, timeout));
  }

  /**
   * As {@link #of(URI)}.
   *
   * @param uri the server's address
   * @return the connector
   * @throws IllegalArgumentException if it is not an address as described there
   */
  public static JedisConnector of(String uri) {
    return of(ServerUri.uri(uri));
  }

  /**
   * A connector on a pool of connections, as {@code RedisClient.getPool()} and {@code
   * JedisPooled.getPool()} return it. Closing the lock client leaves the pool open.
   *
   * @param pool the application's pool, for one server, with room for two connections
   * @return the connector
   */
  public static JedisConnector of(Pool<Connection> pool) {
    return from(timeout -> new PooledConnections<>(pool, connection -> connection, timeout));
  }

  /**
   * A connector on a {@code JedisPool} or {@code JedisSentinelPool}. Closing the lock client leaves
   * the pool open.
   *
   * @param pool the application's pool, with room for two connections
   * @return the connector
   */
  public static JedisConnector ofJedisPool(Pool<Jedis> pool) {
    return from(timeout -> new PooledConnections<>(pool, Jedis::getConnection, timeout));
  }

  /**
   * The same connector with another limit for the answer to a command and for the opening of a
   * connection, 2 seconds by default.
   *
   * @param commandTimeout how long a command may stay without an answer, from 1 ms to 1 hour; well
   *     below the lease durations that are used
   * @return a connector with this limit
   */
  public JedisConnector withCommandTimeout(Duration commandTimeout) {
    if (commandTimeout.compareTo(Duration.ofMillis(1)) < 0
        || commandTimeout.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException(
          "command timeout " + commandTimeout + " is not between 1 ms and 1 hour");
    }
    return new JedisConnector(origin, commandTimeout, silence);
  }

  /** The same connector with another interval between checks of a silent push connection. */
  JedisConnector withSilence(Duration silence) {
    return new JedisConnector(origin, commandTimeout, silence);
  }

  @Override
  public Backend connect(BackendListener listener) {
    return new JedisBackend(source, source.open(), listener, commandTimeout, silence);
  }

  @Override
  public String target() {
    return source.target();
  }

  /** The target; no password. */
  @Override
  public String toString() {
    return "JedisConnector[" + target() + "]";
  }
}
