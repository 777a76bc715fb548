package dev.baton.spring.boot;

import dev.baton.LockClient;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/** The endpoint {@code baton}, for an application with one lock client. */
@AutoConfiguration(after = BatonAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnSingleCandidate(LockClient.class)
@ConditionalOnAvailableEndpoint(BatonEndpoint.class)
public final class BatonEndpointAutoConfiguration {

  BatonEndpointAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean
  BatonEndpoint batonEndpoint(LockClient client) {
    return new BatonEndpoint(client);
  }
}
