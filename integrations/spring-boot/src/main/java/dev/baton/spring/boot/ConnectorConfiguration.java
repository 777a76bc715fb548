package dev.baton.spring.boot;

import dev.baton.LockClient;
import dev.baton.spi.Connector;
import dev.baton.spi.Credentials;
import dev.baton.spi.ServerAddress;
import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ResourceLoader;

/** Where the lock client connects to, if no bean of the application's says so. */
final class ConnectorConfiguration {

  private ConnectorConfiguration() {}

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnMissingBean({LockClient.class, Connector.class})
  @ConditionalOnProperty("baton.url")
  static class ByUrl {

    @Bean
    Connector batonConnector(
        BatonProperties properties, ObjectProvider<SslBundles> bundles, ResourceLoader loader) {
      ServerAddress address = Connectors.parsed(Objects.requireNonNull(properties.url()));
      return new Connectors(properties, bundles, loader).connector(address, null, null);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(DataRedisConnectionDetails.class)
  @ConditionalOnBean(DataRedisConnectionDetails.class)
  @ConditionalOnMissingBean({LockClient.class, Connector.class})
  static class ByConnectionDetails {

    @Bean
    Connector batonConnector(
        DataRedisConnectionDetails details,
        BatonProperties properties,
        ObjectProvider<SslBundles> bundles,
        ResourceLoader loader) {
      Supplier<Credentials> credentials =
          details.getPassword() == null ? null : () -> Details.credentials(details);
      SslBundle first = details.getSslBundle();
      Supplier<SslBundle> bundle =
          first == null ? null : () -> Objects.requireNonNullElse(details.getSslBundle(), first);
      return new Connectors(properties, bundles, loader)
          .connector(Details.address(details), credentials, bundle);
    }
  }
}
