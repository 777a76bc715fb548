package dev.baton.spring.boot;

import dev.baton.jedis.JedisConnector;
import dev.baton.lettuce.LettuceConnector;
import dev.baton.spi.Connector;
import dev.baton.spi.Credentials;
import dev.baton.spi.ServerAddress;
import dev.baton.spi.Tls;
import dev.baton.spring.boot.BatonProperties.Adapter;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.io.ResourceLoader;

/** Makes connectors with the adapter that is there, and with what configuration says besides. */
final class Connectors {
  private final BatonProperties properties;
  private final ObjectProvider<SslBundles> bundles;
  private final ResourceLoader loader;

  Connectors(
      BatonProperties properties, ObjectProvider<SslBundles> bundles, ResourceLoader loader) {
    this.properties = properties;
    this.bundles = bundles;
    this.loader = loader;
  }

  /** Reads an address of the configuration's. */
  static ServerAddress parsed(String url) {
    try {
      return ServerAddress.parse(url);
    } catch (IllegalArgumentException e) {
      throw new NoLockClientException("baton.url is " + e.getMessage(), "Correct baton.url.", e);
    }
  }

  /**
   * A connector.
   *
   * @param said where the server is
   * @param credentials those of this moment; null for those in the address
   * @param detailed the SSL bundle of this moment; null for what the address says of TLS
   */
  Connector connector(
      ServerAddress said,
      @Nullable Supplier<Credentials> credentials,
      @Nullable Supplier<SslBundle> detailed) {
    Supplier<SslBundle> bundle = named();
    if (bundle == null) {
      bundle = detailed;
    }
    Tls tls = said.tls();
    if (bundle != null) {
      tls = BundleTls.of(bundle, tls == null || tls.hostChecked());
    }
    ServerAddress address =
        new ServerAddress(
            said.nodes(),
            said.cluster(),
            said.primaryName(),
            said.socket(),
            said.database(),
            said.credentials(),
            said.sentinelCredentials(),
            tls,
            properties.commandTimeout() == null ? said.timeout() : properties.commandTimeout(),
            said.connectTimeout(),
            said.clientName(),
            said.prefix(),
            said.addressMap());
    return switch (adapter()) {
      case LETTUCE -> Lettuce.connector(address, credentials);
      case JEDIS -> Jedis.connector(address, credentials);
    };
  }

  private @Nullable Supplier<SslBundle> named() {
    String name = properties.ssl().bundle();
    if (name == null) {
      return null;
    }
    SslBundles all = bundles.getObject();
    // or else Boot warns that an updated bundle may be used by what does not notice
    all.addBundleUpdateHandler(name, updated -> {});
    return () -> all.getBundle(name);
  }

  private Adapter adapter() {
    List<Adapter> present =
        Arrays.stream(Adapter.values())
            .filter(adapter -> adapter.isPresent(loader.getClassLoader()))
            .toList();
    Adapter wanted = properties.adapter();
    if (wanted != null ? present.contains(wanted) : present.size() == 1) {
      return wanted == null ? present.get(0) : wanted;
    }
    if (wanted != null) {
      throw new NoLockClientException(
          "baton.adapter asks for " + wanted.artifact() + ", which is not on the class path.",
          "Add dev.baton:" + wanted.artifact() + " with its client library.");
    }
    if (present.isEmpty()) {
      throw new NoLockClientException(
          "No adapter for Redis is on the class path.",
          "Add dev.baton:baton-lettuce or dev.baton:baton-jedis with its client library.");
    }
    throw new NoLockClientException(
        "Two adapters for Redis are on the class path, baton-lettuce and baton-jedis.",
        "Set baton.adapter to lettuce or jedis, or exclude one of them.");
  }

  /** Loaded if Lettuce is there. */
  private static final class Lettuce {
    static Connector connector(ServerAddress address, @Nullable Supplier<Credentials> credentials) {
      LettuceConnector connector = LettuceConnector.of(address);
      return credentials == null ? connector : connector.withCredentials(credentials);
    }
  }

  /** Loaded if Jedis is there. */
  private static final class Jedis {
    static Connector connector(ServerAddress address, @Nullable Supplier<Credentials> credentials) {
      JedisConnector connector = JedisConnector.of(address);
      return credentials == null ? connector : connector.withCredentials(credentials);
    }
  }
}
