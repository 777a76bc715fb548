package dev.baton.jedis.internal;

import dev.baton.spi.Credentials;
import dev.baton.spi.Tls;
import java.time.Duration;
import java.util.function.Supplier;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.DefaultRedisCredentials;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisCredentials;

/**
 * How connections are opened.
 *
 * @param credentials asked for each connection; null for none
 * @param tls null without TLS
 * @param trust makes the sockets of TLS; null for the JVM's own choice
 */
public record Settings(
    @Nullable Supplier<Credentials> credentials,
    int database,
    String clientName,
    Duration commandTimeout,
    Duration connectTimeout,
    @Nullable Tls tls,
    @Nullable SSLSocketFactory trust)
    implements JedisClientConfig {

  /** RESP2, so that no HELLO is needed. Without this Jedis 8 asks for RESP3. */
  @Override
  public boolean isAutoNegotiateProtocol() {
    return false;
  }

  @Override
  public int getConnectionTimeoutMillis() {
    return Math.toIntExact(connectTimeout.toMillis());
  }

  @Override
  public int getSocketTimeoutMillis() {
    return Math.toIntExact(commandTimeout.toMillis());
  }

  @Override
  public Supplier<RedisCredentials> getCredentialsProvider() {
    return () -> {
      Credentials present = credentials == null ? null : credentials.get();
      return new DefaultRedisCredentials(
          present == null ? null : present.user(), present == null ? null : present.password());
    };
  }

  @Override
  public int getDatabase() {
    return database;
  }

  @Override
  public String getClientName() {
    return clientName;
  }

  @Override
  public boolean isSsl() {
    return tls != null;
  }

  @Override
  @SuppressWarnings("deprecation")
  public @Nullable SSLSocketFactory getSslSocketFactory() {
    return trust;
  }

  /**
   * Host names are checked unless the address says otherwise. Jedis 8 would do so by itself, most
   * of 7 not; and its SslOptions, which it prefers to these, leave out the client certificate of
   * the JVM's properties.
   */
  @Override
  @SuppressWarnings("deprecation")
  public SSLParameters getSslParameters() {
    SSLParameters parameters = new SSLParameters();
    if (tls == null || tls.hostChecked()) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    return parameters;
  }

  /** Nothing of it: there is a password in it. */
  @Override
  public String toString() {
    return "Settings";
  }
}
