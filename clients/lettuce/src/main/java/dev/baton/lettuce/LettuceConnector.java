package dev.baton.lettuce;

import static java.util.Objects.requireNonNull;

import dev.baton.spi.Backend;
import dev.baton.spi.BackendListener;
import dev.baton.spi.Connector;
import dev.baton.spi.Credentials;
import dev.baton.spi.ServerAddress;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Connects through Lettuce, to one Redis or Valkey server, or to the primary that Sentinels name:
 * two connections at most, whatever the number of threads. To a cluster it opens as many to each
 * primary, and one more while slots move.
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
 * <p>Needs Lettuce 6.4 or later; beside an older one no connector is made, but {@link
 * IllegalStateException} is thrown.
 *
 * <p>Immutable; safe for use by many threads.
 */
public final class LettuceConnector implements Connector {
  private static final Duration DEFAULT_COMMAND_TIMEOUT = Duration.ofSeconds(2);

  private final LettuceDeployment deployment;
  private final Duration commandTimeout;

  private LettuceConnector(LettuceDeployment deployment, Duration commandTimeout) {
    SupportedLettuce.require();
    this.deployment = deployment;
    this.commandTimeout = commandTimeout;
  }

  /**
   * A connector with a Lettuce client of its own. Nothing is opened yet.
   *
   * @param uri one of the forms of {@link ServerAddress}: {@code redis://}, {@code
   *     redis-sentinel://}, {@code redis-cluster://}, or {@code redis-socket://}, which needs
   *     Netty's native transport. Files that it names are read now
   * @return the connector
   * @throws IllegalArgumentException if the URI is none of these, or a file cannot be used
   */
  public static LettuceConnector of(URI uri) {
    return of(ServerAddress.parse(uri));
  }

  /**
   * As {@link #of(URI)}, for those who have the address in its parts.
   *
   * @param address the server's address
   * @return the connector
   * @throws IllegalArgumentException if a file that it names cannot be used
   */
  public static LettuceConnector of(ServerAddress address) {
    Addresses.check(address);
    Credentials fixed = address.credentials();
    Duration timeout = address.timeout();
    return new LettuceConnector(
        new LettuceDeployment.Own(
            address,
            Addresses.ssl(address.tls()),
            fixed == null ? null : () -> fixed,
            address::mapped),
        timeout == null ? DEFAULT_COMMAND_TIMEOUT : timeout);
  }

  /**
   * As {@link #of(URI)}.
   *
   * @param uri the server's address
   * @return the connector
   * @throws IllegalArgumentException if it is not an address as described there
   */
  public static LettuceConnector of(String uri) {
    return of(ServerAddress.parse(uri));
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
    return new LettuceConnector(
        new LettuceDeployment.Given(reconnecting(client), null), DEFAULT_COMMAND_TIMEOUT);
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
        new LettuceDeployment.Given(reconnecting(client), requireNonNull(uri, "uri")),
        DEFAULT_COMMAND_TIMEOUT);
  }

  /**
   * A connector on a client for clusters. Closing the lock client leaves it open.
   *
   * <p>Baton has connections of its own to each primary, for which it makes a client on the
   * resources and with the options of the given one; they have the credentials and TLS of its
   * addresses. The given client tells where nodes are found at first, and takes no part afterwards.
   *
   * @param client the application's client
   * @return the connector
   * @throws IllegalArgumentException if the client does not reconnect by itself
   */
  public static LettuceConnector of(RedisClusterClient client) {
    return new LettuceConnector(
        new LettuceDeployment.GivenCluster(reconnecting(client)), DEFAULT_COMMAND_TIMEOUT);
  }

  private static <T extends AbstractRedisClient> T reconnecting(T client) {
    if (!client.getOptions().isAutoReconnect()) {
      throw new IllegalArgumentException(
          "this client has ClientOptions.autoReconnect(false): after the first disconnect no"
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
    return new LettuceConnector(deployment, commandTimeout);
  }

  /**
   * The same connector with credentials that may change: they are asked for whenever a connection
   * is opened, also in the place of a lost one. Those in the address are not used then. Not for a
   * client of the application's, which has its own.
   *
   * @param credentials returns at once those that are valid now; called from Lettuce's threads.
   *     What it throws is the reason why no connection is opened
   * @return a connector with these credentials
   * @throws IllegalStateException if the connector is on a given client
   */
  public LettuceConnector withCredentials(Supplier<Credentials> credentials) {
    requireNonNull(credentials, "credentials");
    if (deployment instanceof LettuceDeployment.Own own) {
      return new LettuceConnector(
          new LettuceDeployment.Own(own.address(), own.sslOptions(), credentials, own.addressMap()),
          commandTimeout);
    }
    throw new IllegalStateException(
        "a given client has credentials of its own: give its RedisURI a"
            + " RedisCredentialsProvider instead");
  }

  /**
   * The same connector with other addresses for the servers that Sentinels or a cluster name: those
   * by which they are reached from here, behind port forwarding or in front of a container network.
   * The map in the address, {@code ?map=}, is not used then. Not for a client of the application's,
   * which can have a {@code MappingSocketAddressResolver}.
   *
   * @param addressMap returns at once the address to connect to, for one that they give and for
   *     those in the connector's address; often the same. Called from Lettuce's threads. What it
   *     throws is the reason why no connection is opened
   * @return a connector with this map
   * @throws IllegalStateException if the connector is on a given client
   */
  public LettuceConnector withAddressMap(UnaryOperator<ServerAddress.Node> addressMap) {
    requireNonNull(addressMap, "addressMap");
    if (deployment instanceof LettuceDeployment.Own own) {
      return new LettuceConnector(
          new LettuceDeployment.Own(own.address(), own.sslOptions(), own.credentials(), addressMap),
          commandTimeout);
    }
    throw new IllegalStateException(
        "a given client finds addresses by itself: give its ClientResources a"
            + " MappingSocketAddressResolver instead");
  }

  @Override
  public Backend connect(BackendListener listener) {
    return deployment.connect(listener, commandTimeout);
  }

  @Override
  public String prefix() {
    return deployment instanceof LettuceDeployment.Own own ? own.address().prefix() : "";
  }

  @Override
  public String target() {
    return deployment.target();
  }

  /** The target; no password. */
  @Override
  public String toString() {
    return "LettuceConnector[" + target() + "]";
  }
}
