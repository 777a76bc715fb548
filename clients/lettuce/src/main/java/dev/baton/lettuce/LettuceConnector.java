package dev.baton.lettuce;

import static java.util.Objects.requireNonNull;

import dev.baton.spi.Backend;
import dev.baton.spi.BackendListener;
import dev.baton.spi.Connector;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Connects through Lettuce, to one Redis or Valkey server: two connections at most, whatever the
 * number of threads.
 *
 * <p>Given an address, the connector makes a client of its own, with few threads, which ends with
 * the lock client. Given a {@link RedisClient}, it opens its connections on that one and leaves it
 * open; the client's options stay as they are. They must not rule out reconnecting ({@code
 * autoReconnect(false)}). With {@code DisconnectedBehavior.REJECT_COMMANDS} commands that were
 * under way when the connection broke fail at once, otherwise when it is open again or at the
 * {@linkplain #withCommandTimeout command timeout}; they are sent a second time in no case. How
 * soon a lost connection is tried again is the affair of the client's {@code ClientResources};
 * Lettuce waits up to 30 seconds by default, the connector's own client one.
 *
 * <p>Immutable; safe for use by many threads.
 */
public final class LettuceConnector implements Connector {
  private static final Duration DEFAULT_COMMAND_TIMEOUT = Duration.ofSeconds(2);

  private final @Nullable RedisClient client;
  private final @Nullable RedisURI uri;
  private final Duration commandTimeout;

  private LettuceConnector(
      @Nullable RedisClient client, @Nullable RedisURI uri, Duration commandTimeout) {
    this.client = client;
    this.uri = uri;
    this.commandTimeout = commandTimeout;
  }

  /**
   * A connector with a Lettuce client of its own. Nothing is opened yet.
   *
   * @param uri {@code redis://[user:password@]host[:port][/database]}, or {@code rediss://…} for
   *     TLS with the server's certificate and host name checked. Signs such as {@code @} or {@code
   *     /} in user and password are written as in any URI, {@code %40}
   * @return the connector
   * @throws IllegalArgumentException if the URI is none of these
   */
  public static LettuceConnector of(URI uri) {
    return new LettuceConnector(null, ServerUri.parse(uri), DEFAULT_COMMAND_TIMEOUT);
  }

  /**
   * As {@link #of(URI)}.
   *
   * @param uri the server's address
   * @return the connector
   * @throws IllegalArgumentException if it is not an address as described there
   */
  public static LettuceConnector of(String uri) {
    return of(ServerUri.uri(uri));
  }

  /**
   * A connector on a client that was created with the address of the server. Closing the lock
   * client leaves it open.
   *
   * @param client the application's client
   * @return the connector
   * @throws IllegalArgumentException if the client does not reconnect by itself
   */
  public static LettuceConnector of(RedisClient client) {
    return new LettuceConnector(reconnecting(client), null, DEFAULT_COMMAND_TIMEOUT);
  }

  /**
   * A connector on a client, for a server of its own. Closing the lock client leaves the Lettuce
   * client open.
   *
   * @param client the application's client
   * @param uri the server, in all that Lettuce offers: a socket, Sentinels, a credentials provider
   * @return the connector
   * @throws IllegalArgumentException if the client does not reconnect by itself
   */
  public static LettuceConnector of(RedisClient client, RedisURI uri) {
    return new LettuceConnector(
        reconnecting(client), requireNonNull(uri, "uri"), DEFAULT_COMMAND_TIMEOUT);
  }

  private static RedisClient reconnecting(RedisClient client) {
    if (!client.getOptions().isAutoReconnect()) {
      throw new IllegalArgumentException(
          "this RedisClient has ClientOptions.autoReconnect(false): after the first disconnect no"
              + " lock could be taken or renewed; use a client that reconnects");
    }
    return client;
  }

  /**
   * The same connector with another limit for the answer to a command, 2 seconds by default. A
   * client of the connector's own takes it for the opening of a connection too.
   *
   * @param commandTimeout how long a command may stay without an answer, at least 1 ms; well below
   *     the lease durations that are used
   * @return a connector with this limit
   */
  public LettuceConnector withCommandTimeout(Duration commandTimeout) {
    if (commandTimeout.compareTo(Duration.ofMillis(1)) < 0) {
      throw new IllegalArgumentException("command timeout " + commandTimeout + " is below 1 ms");
    }
    return new LettuceConnector(client, uri, commandTimeout);
  }

  @Override
  public Backend connect(BackendListener listener) {
    return LettuceBackend.connect(connections(), listener, commandTimeout);
  }

  private Connections connections() {
    if (client != null) {
      return Connections.on(client, uri, target());
    }
    return Connections.own(requireNonNull(uri), target(), commandTimeout);
  }

  @Override
  public String target() {
    return uri == null ? "the server of the given RedisClient" : ServerUri.target(uri);
  }

  /** The target; no password. */
  @Override
  public String toString() {
    return "LettuceConnector[" + target() + "]";
  }
}
