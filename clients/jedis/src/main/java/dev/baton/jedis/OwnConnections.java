package dev.baton.jedis;

import java.time.Duration;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;

/** Opens connections to a server's address. */
final class OwnConnections extends Source {
  private final ServerUri server;
  private final Duration timeout;

  OwnConnections(ServerUri server, Duration timeout) {
    this.server = server;
    this.timeout = timeout;
  }

  @Override
  String target() {
    return server.target();
  }

  @Override
  Link connect() {
    Connection connection =
        new Connection(
            new HostAndPort(server.host(), server.port()),
            new Settings(server, Math.toIntExact(timeout.toMillis())));
    Link link = new Link(connection, connection::disconnect);
    try {
      // without a password nothing before this would notice that the server wants one
      connection.ping();
      return link;
    } catch (RuntimeException e) {
      link.sever();
      throw e;
    }
  }

  private record Settings(ServerUri server, int timeoutMillis) implements JedisClientConfig {

    /** RESP2, so that no HELLO is needed. Without this Jedis 8 asks for RESP3. */
    @Override
    public boolean isAutoNegotiateProtocol() {
      return false;
    }

    @Override
    public int getConnectionTimeoutMillis() {
      return timeoutMillis;
    }

    @Override
    public int getSocketTimeoutMillis() {
      return timeoutMillis;
    }

    @Override
    public @Nullable String getUser() {
      return server.user();
    }

    @Override
    public @Nullable String getPassword() {
      return server.password();
    }

    @Override
    public int getDatabase() {
      return server.database();
    }

    @Override
    public String getClientName() {
      return "baton";
    }

    @Override
    public boolean isSsl() {
      return server.tls();
    }

    /**
     * Host names are checked. Jedis 8 would do so by itself, most of 7 not; and its SslOptions,
     * which it prefers to these, leave out the client certificate of the JVM's properties.
     */
    @Override
    @SuppressWarnings("deprecation")
    public SSLParameters getSslParameters() {
      SSLParameters parameters = new SSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      return parameters;
    }
  }
}
