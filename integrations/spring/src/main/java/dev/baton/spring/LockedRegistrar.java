package dev.baton.spring;

import org.springframework.aop.config.AopConfigUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/** Has Spring make proxies, and guards commits if there are transactions. */
final class LockedRegistrar implements ImportBeanDefinitionRegistrar {
  private static final String GUARD = "dev.baton.spring.leaseGuard";

  private final Environment environment;

  LockedRegistrar(Environment environment) {
    this.environment = environment;
  }

  @Override
  public void registerBeanDefinitions(
      AnnotationMetadata importing, BeanDefinitionRegistry registry) {
    AopConfigUtils.registerAutoProxyCreatorIfNecessary(registry);
    if (Transactions.arePresent()
        && environment.getProperty(Settings.GUARD_COMMITS, Boolean.class, true)
        && !registry.containsBeanDefinition(GUARD)) {
      RootBeanDefinition guard = new RootBeanDefinition(LeaseGuard.class);
      guard.setRole(BeanDefinition.ROLE_INFRASTRUCTURE);
      registry.registerBeanDefinition(GUARD, guard);
    }
  }
}
