package dev.baton.lettuce;

import dev.baton.spi.Credentials;
import dev.baton.spi.ServerAddress;
import dev.baton.spi.Tls;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider.ImmediateRedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.resource.EpollProvider;
import io.lettuce.core.resource.KqueueProvider;
import java.time.Duration;
import java.util.function.Supplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Says to Lettuce what an address says. */
final class Addresses {
  private Addresses() {}

  /**
   * Looks whether this JVM can do what the address wants.
   *
   * @throws IllegalArgumentException if not; says what is missing
   */
  static void check(ServerAddress address) {
    if (address.socket() != null && !EpollProvider.isAvailable() && !KqueueProvider.isAvailable()) {
      throw new IllegalArgumentException(
          "redis-socket:// needs Netty's native transport with Lettuce: add"
              + " io.netty:netty-transport-native-epoll (on macOS netty-transport-native-kqueue)"
              + " with the classifier of this machine, such as linux-x86_64; or use baton-jedis,"
              + " which needs none");
    }
  }

  static RedisURI uri(
      ServerAddress address, @Nullable Supplier<Credentials> credentials, Duration timeout) {
    RedisURI.Builder builder = builder(address);
    authenticate(builder, credentials);
    secure(builder, address.tls());
    return builder
        .withDatabase(address.database())
        .withTimeout(timeout)
        .withClientName(address.clientName())
        .build();
  }

  private static RedisURI.Builder builder(ServerAddress address) {
    if (address.socket() != null) {
      return RedisURI.Builder.socket(address.socket());
    }
    if (address.primaryName() == null) {
      ServerAddress.Node server = address.nodes().get(0);
      return RedisURI.Builder.redis(server.host(), server.port());
    }
    RedisURI.Builder builder = RedisURI.builder().withSentinelMasterId(address.primaryName());
    Credentials known = address.sentinelCredentials();
    for (ServerAddress.Node node : address.nodes()) {
      RedisURI.Builder sentinel = RedisURI.Builder.redis(node.host(), node.port());
      authenticate(sentinel, known == null ? null : () -> known);
      secure(sentinel, address.tls());
      builder.withSentinel(sentinel.build());
    }
    return builder;
  }

  private static void authenticate(
      RedisURI.Builder builder, @Nullable Supplier<Credentials> credentials) {
    if (credentials != null) {
      // otherwise Lettuce leaves the event loop for them, and "closed" can overtake "WRONGPASS"
      ImmediateRedisCredentialsProvider atOnce = () -> present(credentials.get());
      builder.withAuthentication(atOnce);
    }
  }

  private static RedisCredentials present(Credentials credentials) {
    return RedisCredentials.just(credentials.user(), credentials.password());
  }

  private static void secure(RedisURI.Builder builder, @Nullable Tls tls) {
    if (tls != null) {
      builder
          .withSsl(true)
          .withVerifyPeer(tls.hostChecked() ? SslVerifyMode.FULL : SslVerifyMode.CA);
    }
  }

  /** Reads the files that an address names. */
  static SslOptions ssl(@Nullable Tls tls) {
    SslOptions.Builder options = SslOptions.builder();
    TrustManagerFactory trust = tls == null ? null : tls.trust();
    if (trust != null) {
      options.trustManager(trust);
    }
    KeyManagerFactory identity = tls == null ? null : tls.identity();
    if (identity != null) {
      options.keyManager(identity);
    }
    return options.build();
  }

  /** The address of the application's client, for messages. */
  static String target(RedisURI uri) {
    if (uri.getHost() != null) {
      return new ServerAddress.Node(uri.getHost(), uri.getPort()).toString();
    }
    return uri.getSocket() != null ? uri.getSocket() : "primary " + uri.getSentinelMasterId();
  }
}
