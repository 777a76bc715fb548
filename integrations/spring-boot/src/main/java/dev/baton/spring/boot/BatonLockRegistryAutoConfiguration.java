package dev.baton.spring.boot;

import dev.baton.LockClient;
import dev.baton.spring.integration.BatonLockRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.integration.support.locks.LockRegistry;

/**
 * Spring Integration's lock registry, if {@code baton-spring-integration} is there and the
 * application has none: its keys begin with the application's name, so that processes of one
 * application share it.
 */
@AutoConfiguration(after = BatonAutoConfiguration.class)
@ConditionalOnClass({BatonLockRegistry.class, LockRegistry.class})
@ConditionalOnSingleCandidate(LockClient.class)
@EnableConfigurationProperties(BatonProperties.class)
public final class BatonLockRegistryAutoConfiguration {

  BatonLockRegistryAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean(LockRegistry.class)
  BatonLockRegistry lockRegistry(
      LockClient client, BatonProperties properties, Environment environment) {
    return new BatonLockRegistry(
        client, ApplicationName.of(properties, environment), properties.options());
  }
}
