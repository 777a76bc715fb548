package dev.baton.spring.boot;

import dev.baton.LockClient;
import dev.baton.spring.EnableLocked;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/**
 * Methods with {@link dev.baton.spring.Locked} run under their locks, without {@link EnableLocked}
 * on a class of the application.
 */
@AutoConfiguration(after = BatonAutoConfiguration.class)
@ConditionalOnBean(LockClient.class)
@ConditionalOnBooleanProperty(name = "baton.locked.enabled", matchIfMissing = true)
@EnableConfigurationProperties(BatonProperties.class)
@EnableLocked
public final class BatonLockedAutoConfiguration {

  BatonLockedAutoConfiguration() {}
}
