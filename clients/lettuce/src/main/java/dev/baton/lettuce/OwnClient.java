package dev.baton.lettuce;

import dev.baton.spi.ServerAddress.Node;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.internal.HostAndPort;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.DnsResolver;
import io.lettuce.core.resource.MappingSocketAddressResolver;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A client that nobody else uses.
 *
 * @param resources its threads; null if they are the application's
 */
record OwnClient(RedisClient client, @Nullable ClientResources resources) {
  private static final Duration FIRST_RETRY = Duration.ofMillis(50);
  private static final Duration LAST_RETRY = Duration.ofMillis(250);
  private static final long CLOSE_SECONDS = 2;

  /**
   * One with few threads of its own.
   *
   * @param addressMap the addresses to be connected to in the place of others
   */
  static OwnClient create(
      Duration connectTimeout, SslOptions sslOptions, UnaryOperator<Node> addressMap) {
    ClientResources resources =
        ClientResources.builder()
            .threadFactoryProvider(new LettuceThreads())
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .reconnectDelay(Delay.exponential(FIRST_RETRY, LAST_RETRY, 2, TimeUnit.MILLISECONDS))
            .nettyCustomizer(new SharedFlush())
            .socketAddressResolver(
                MappingSocketAddressResolver.create(
                    DnsResolver.unresolved(), address -> mapped(address, addressMap)))
            .commandLatencyRecorder(CommandLatencyRecorder.disabled())
            .build();
    RedisClient client = RedisClient.create(resources);
    client.setOptions(options(connectTimeout, sslOptions));
    return new OwnClient(client, resources);
  }

  private static HostAndPort mapped(HostAndPort address, UnaryOperator<Node> addressMap) {
    Node node = addressMap.apply(new Node(address.getHostText(), address.getPort()));
    return HostAndPort.of(node.host(), node.port());
  }

  /** One on the application's threads. */
  static OwnClient on(ClientResources resources, ClientOptions options) {
    RedisClient client = RedisClient.create(resources);
    client.setOptions(options);
    return new OwnClient(client, null);
  }

  private static ClientOptions options(Duration connectTimeout, SslOptions sslOptions) {
    SocketOptions.KeepAliveOptions keepAlive =
        SocketOptions.KeepAliveOptions.builder()
            .enable()
            .idle(Duration.ofSeconds(15))
            .interval(Duration.ofSeconds(5))
            .count(3)
            .build();
    return withPlainQueue(ClientOptions.builder())
        .autoReconnect(true)
        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
        // Exchange and Deadlines keep the time; Lettuce's way is a timer for every command
        .timeoutOptions(TimeoutOptions.create())
        .sslOptions(sslOptions)
        .socketOptions(
            SocketOptions.builder().connectTimeout(connectTimeout).keepAlive(keepAlive).build())
        .build();
  }

  /** Commands are not looked up in the queue, so it needs no index. */
  private static ClientOptions.Builder withPlainQueue(ClientOptions.Builder options) {
    try {
      return options.useHashIndexQueue(false);
    } catch (NoSuchMethodError e) {
      return options; // Lettuce before 6.6 has no index
    }
  }

  /** Closes its connections, and ends its threads if they are ours. */
  void close() {
    Connections.waitFor(client.shutdownAsync(0, CLOSE_SECONDS, TimeUnit.SECONDS));
    if (resources != null) {
      resources
          .shutdown(0, CLOSE_SECONDS, TimeUnit.SECONDS)
          .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
  }
}
