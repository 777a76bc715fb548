package dev.baton.spring.boot;

import dev.baton.spring.boot.BatonProperties.Adapter;
import dev.baton.testing.server.RedisServer;
import dev.baton.testing.server.RespConnection;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Applications with what Baton's auto-configuration brings along, and what it uses of Boot's. */
final class Contexts {
  private Contexts() {}

  /** With one of the two adapters that tests have. */
  static ApplicationContextRunner runner(Adapter adapter) {
    return bare().withPropertyValues("baton.adapter=" + adapter.name().toLowerCase(Locale.ROOT));
  }

  /** With Lettuce. */
  static ApplicationContextRunner runner() {
    return runner(Adapter.LETTUCE);
  }

  /** Without a word about the adapter. */
  static ApplicationContextRunner bare() {
    return withoutSpringData()
        .withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class));
  }

  /** Without a word about the adapter, and without the connection of Spring Data Redis. */
  static ApplicationContextRunner withoutSpringData() {
    return new ApplicationContextRunner()
        .withPropertyValues("baton.command-timeout=20s") // however the server is found
        .withConfiguration(
            AutoConfigurations.of(
                SslAutoConfiguration.class,
                HealthContributorAutoConfiguration.class,
                EndpointAutoConfiguration.class,
                BatonAutoConfiguration.class,
                BatonEndpointAutoConfiguration.class,
                BatonHealthContributorAutoConfiguration.class,
                BatonLockedAutoConfiguration.class,
                BatonMetricsAutoConfiguration.class,
                BatonLockProviderAutoConfiguration.class,
                BatonLockRegistryAutoConfiguration.class));
  }

  /** Where the server is, for {@code spring.data.redis}. */
  static String[] springData(RedisServer server) {
    return new String[] {
      "spring.data.redis.host=127.0.0.1", "spring.data.redis.port=" + server.port()
    };
  }

  /** Nodes for {@code spring.data.redis}. */
  static String nodes(List<RedisServer> servers) {
    return String.join(",", servers.stream().map(node -> "127.0.0.1:" + node.port()).toList());
  }

  /** Asks the server itself. */
  static Object ask(RedisServer server, String... words) {
    try (RespConnection connection = new RespConnection("127.0.0.1", server.port())) {
      return Objects.requireNonNull(connection.send(words));
    }
  }

  /** Whether the server has a key. */
  static boolean has(RedisServer server, String key) {
    return ask(server, "EXISTS", key).equals(1L);
  }

  /** Both together. */
  static String[] and(String[] some, String... more) {
    String[] all = Arrays.copyOf(some, some.length + more.length);
    System.arraycopy(more, 0, all, some.length, more.length);
    return all;
  }
}
