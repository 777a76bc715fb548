package dev.baton;

import dev.baton.spi.Connector;
import dev.baton.spi.ConnectorProvider;
import dev.baton.spi.ServerAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The adapters on the class path. */
final class Adapters {
  private Adapters() {}

  /** Finds the adapter for a URI, or says what to add. */
  static Connector connector(String uri) {
    URI parsed = parse(uri);
    List<ConnectorProvider> present = present();
    return present.stream()
        .filter(provider -> provider.accepts(parsed))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no adapter here takes the scheme \""
                        + parsed.getScheme()
                        + "\" (there is "
                        + present.stream()
                            .map(ConnectorProvider::artifact)
                            .collect(Collectors.joining(", "))
                        + "); a Redis address looks like redis://localhost:6379"))
        .connector(parsed);
  }

  /** The adapter that comes first, or says what to add. */
  static Connector connector(ServerAddress address) {
    return present().get(0).connector(address);
  }

  private static List<ConnectorProvider> present() {
    List<ConnectorProvider> found = found(Thread.currentThread().getContextClassLoader());
    if (found.isEmpty()) {
      // In a container the caller's loader may not see what stands beside Baton.
      found = found(Adapters.class.getClassLoader());
    }
    if (found.isEmpty()) {
      throw new IllegalStateException(
          "no Redis adapter on the class path: add dev.baton:baton-lettuce or"
              + " dev.baton:baton-jedis");
    }
    return found;
  }

  private static List<ConnectorProvider> found(@Nullable ClassLoader loader) {
    return ServiceLoader.load(ConnectorProvider.class, loader).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparingInt(ConnectorProvider::priority).reversed())
        .toList();
  }

  private static URI parse(String uri) {
    Objects.requireNonNull(uri, "the address of Redis is null");
    try {
      URI parsed = new URI(uri);
      if (parsed.getScheme() == null) {
        throw malformed(uri.isEmpty() ? "it is empty" : "it does not begin with a scheme");
      }
      return parsed;
    } catch (URISyntaxException e) {
      throw malformed(e.getReason() + " at position " + e.getIndex());
    }
  }

  /** The input stays out of the message, since it may hold a password. */
  private static IllegalArgumentException malformed(String fault) {
    return new IllegalArgumentException(
        "not an address: " + fault + "; a Redis address looks like redis://localhost:6379");
  }
}
