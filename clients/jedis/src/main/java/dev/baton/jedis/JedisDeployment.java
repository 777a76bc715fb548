package dev.baton.jedis;

import dev.baton.cluster.ClusterBackend;
import dev.baton.jedis.internal.Settings;
import dev.baton.jedis.internal.Source;
import dev.baton.spi.Backend;
import dev.baton.spi.BackendListener;
import dev.baton.spi.Credentials;
import dev.baton.spi.ServerAddress;
import dev.baton.spi.ServerAddress.Node;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** What a connector connects to. */
sealed interface JedisDeployment {

  /** Names it, as {@link dev.baton.spi.Connector#target()} does. */
  String target();

  /** Connects, as {@link dev.baton.spi.Connector#connect} does. */
  Backend connect(BackendListener listener);

  /** One server, or the primary that Sentinels name. */
  record Server(Source source, Choices choices) implements JedisDeployment {
    @Override
    public String target() {
      return source.target();
    }

    @Override
    public Backend connect(BackendListener listener) {
      return new JedisBackend(
          source, source.open(), listener, choices.commandTimeout(), choices.silence());
    }
  }

  /**
   * A cluster.
   *
   * @param seeds some of its nodes
   * @param source where connections to one of its nodes come from
   */
  record Cluster(
      String target, Supplier<List<Node>> seeds, Function<Node, Source> source, Choices choices)
      implements JedisDeployment {
    @Override
    public Backend connect(BackendListener listener) {
      return ClusterBackend.connect(
          seeds.get(),
          (node, told) -> new Server(source.apply(node), choices).connect(told),
          listener);
    }
  }

  /** What an address names. */
  static JedisDeployment at(
      ServerAddress address, Choices choices, @Nullable SSLSocketFactory trust) {
    Credentials fixed = address.credentials();
    Supplier<Credentials> credentials =
        choices.credentials() != null || fixed == null ? choices.credentials() : () -> fixed;
    Settings settings = settings(address, choices, trust, credentials, address.database());
    UnaryOperator<Node> map = choices.addressMap() == null ? address::mapped : choices.addressMap();
    if (address.cluster()) {
      return new Cluster(
          address.target(),
          address::nodes,
          node -> new OwnConnections(address.at(map.apply(node)), settings, false),
          choices);
    }
    if (address.primaryName() == null) {
      return new Server(new OwnConnections(address, settings, true), choices);
    }
    Credentials known = address.sentinelCredentials();
    Settings ofSentinels = settings(address, choices, trust, known == null ? null : () -> known, 0);
    return new Server(new SentinelConnections(address, map, settings, ofSentinels), choices);
  }

  private static Settings settings(
      ServerAddress address,
      Choices choices,
      @Nullable SSLSocketFactory trust,
      @Nullable Supplier<Credentials> credentials,
      int database) {
    Duration connectTimeout = address.connectTimeout();
    return new Settings(
        credentials,
        database,
        address.clientName(),
        choices.commandTimeout(),
        connectTimeout == null ? choices.commandTimeout() : connectTimeout,
        address.tls(),
        trust);
  }
}
