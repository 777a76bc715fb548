package dev.baton.lettuce;

import dev.baton.spi.Backend;
import dev.baton.spi.BackendListener;
import dev.baton.spi.Credentials;
import dev.baton.spi.ServerAddress;
import dev.baton.spi.ServerAddress.Node;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a connector connects to, and on whose client. */
sealed interface LettuceDeployment {

  /** Names it, as {@link dev.baton.spi.Connector#target()} does. */
  String target();

  /** Connects, as {@link dev.baton.spi.Connector#connect} does. */
  Backend connect(BackendListener listener, Duration commandTimeout);

  /** A server, or the primary that Sentinels name, on the application's client. */
  record Given(RedisClient client, @Nullable RedisURI uri) implements LettuceDeployment {
    @Override
    public String target() {
      return uri == null ? "the server of the given RedisClient" : Addresses.target(uri);
    }

    @Override
    public Backend connect(BackendListener listener, Duration commandTimeout) {
      return LettuceBackend.connect(
          Connections.on(client, uri, target()), listener, commandTimeout);
    }
  }

  /** A cluster, as the application's client knows it. */
  record GivenCluster(RedisClusterClient client) implements LettuceDeployment {
    @Override
    public String target() {
      return "the cluster of the given RedisClusterClient";
    }

    @Override
    public Backend connect(BackendListener listener, Duration commandTimeout) {
      return ClusterNodes.of(client, target(), commandTimeout).connectAll(listener);
    }
  }

  /** What an address names, on a client of our own. */
  record Own(
      ServerAddress address,
      SslOptions sslOptions,
      @Nullable Supplier<Credentials> credentials,
      UnaryOperator<Node> addressMap)
      implements LettuceDeployment {
    @Override
    public String target() {
      return address.target();
    }

    @Override
    public Backend connect(BackendListener listener, Duration commandTimeout) {
      Duration limit = address.connectTimeout();
      boolean named = address.cluster() || address.primaryName() != null;
      OwnClient own =
          OwnClient.create(
              limit == null ? commandTimeout : limit,
              sslOptions,
              named ? addressMap : UnaryOperator.identity());
      if (address.cluster()) {
        return ClusterNodes.of(
                own,
                address.nodes(),
                node -> Addresses.uri(address.at(node), credentials, commandTimeout),
                commandTimeout)
            .connectAll(listener);
      }
      RedisURI uri = Addresses.uri(address, credentials, commandTimeout);
      return LettuceBackend.connect(Connections.own(own, uri, target()), listener, commandTimeout);
    }
  }
}
