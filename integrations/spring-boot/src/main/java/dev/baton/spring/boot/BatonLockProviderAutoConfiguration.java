package dev.baton.spring.boot;

import dev.baton.LockClient;
import dev.baton.shedlock.BatonLockProvider;
import net.javacrumbs.shedlock.core.LockProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/**
 * ShedLock's lock provider, if {@code baton-shedlock} is there and the application has none: on the
 * keys that ShedLock's own providers for Redis have by default.
 */
@AutoConfiguration(after = BatonAutoConfiguration.class)
@ConditionalOnClass({BatonLockProvider.class, LockProvider.class})
@ConditionalOnSingleCandidate(LockClient.class)
public final class BatonLockProviderAutoConfiguration {

  BatonLockProviderAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean(LockProvider.class)
  BatonLockProvider lockProvider(LockClient client) {
    return new BatonLockProvider(client);
  }
}
