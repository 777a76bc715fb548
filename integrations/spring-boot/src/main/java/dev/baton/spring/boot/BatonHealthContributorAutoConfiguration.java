package dev.baton.spring.boot;

import dev.baton.LockClient;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.autoconfigure.contributor.CompositeHealthContributorConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * The health {@code baton} of the lock clients: that of one, or all of them by the names of their
 * beans. It is part neither of liveness nor of readiness, since an application that is restarted or
 * gets no requests does not bring a server back.
 */
@AutoConfiguration(after = BatonAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(LockClient.class)
@ConditionalOnEnabledHealthIndicator("baton")
@EnableConfigurationProperties(BatonProperties.class)
public final class BatonHealthContributorAutoConfiguration
    extends CompositeHealthContributorConfiguration<LockHealthIndicator, LockClient> {

  BatonHealthContributorAutoConfiguration(BatonProperties properties) {
    super(client -> new LockHealthIndicator(client, properties));
  }

  @Bean
  @ConditionalOnMissingBean(name = {"batonHealthIndicator", "batonHealthContributor"})
  HealthContributor batonHealthContributor(ConfigurableListableBeanFactory beans) {
    return createContributor(beans, LockClient.class);
  }
}
