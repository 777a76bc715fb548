package dev.baton.spring.boot;

import dev.baton.BackendException;
import dev.baton.LockClient;
import dev.baton.LockClientBuilder;
import dev.baton.LockListener;
import dev.baton.spi.Connector;
import dev.baton.spi.ServerError;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/**
 * A lock client, unless the application has one. Its connection is the first of these that there
 * is: a bean of type {@link Connector}, {@code baton.url}, a bean with the connection details of a
 * Redis, which is what {@code spring.data.redis} says if nothing else does.
 *
 * <p>The client connects when the application starts, and gives its leases back when it stops,
 * after all beans that were given the client.
 */
@AutoConfiguration(
    afterName = "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration")
@EnableConfigurationProperties(BatonProperties.class)
@Import({ConnectorConfiguration.ByUrl.class, ConnectorConfiguration.ByConnectionDetails.class})
public final class BatonAutoConfiguration {

  BatonAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean
  LockClient lockClient(
      BatonProperties properties,
      Environment environment,
      ObjectProvider<Connector> connectors,
      ObjectProvider<LockListener> listeners,
      ObjectProvider<LockClientBuilderCustomizer> customizers) {
    Connector connector = connectors.getIfAvailable();
    if (connector == null) {
      throw new NoLockClientException(
          "Nothing says where the Redis or Valkey of the locks is.",
          "Set baton.url, such as redis://localhost:6379; or add spring-boot-starter-data-redis, whose"
              + " connection is used; or define a bean of type "
              + Connector.class.getName()
              + " or "
              + LockClient.class.getName()
              + ".");
    }
    LockClientBuilder builder =
        LockClient.builder(connector)
            .defaultOptions(properties.options())
            .application(ApplicationName.of(properties, environment));
    if (properties.prefix() != null) {
      builder.prefix(properties.prefix());
    }
    if (properties.fenceRetention() != null) {
      builder.fenceRetention(properties.fenceRetention());
    }
    if (properties.connectInBackground()) {
      builder.connectInBackground();
    }
    listeners.orderedStream().forEach(builder::listener);
    customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
    return connected(builder);
  }

  private static LockClient connected(LockClientBuilder builder) {
    try {
      return builder.build();
    } catch (BackendException e) {
      String action =
          e.getCause() instanceof ServerError
              ? "Correct the user and the password, in baton.url or in spring.data.redis.username and"
                  + " spring.data.redis.password, or what else the server says."
              : "Start the server, or correct its address, in baton.url or in spring.data.redis. An"
                  + " application that is to start without it has baton.connect-in-background=true.";
      throw new NoLockClientException(
          "The lock client does not connect: " + e.getMessage(), action, e);
    }
  }
}
