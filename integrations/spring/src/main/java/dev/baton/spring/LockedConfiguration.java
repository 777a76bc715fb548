package dev.baton.spring;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;

/** The beans behind {@link EnableLocked}. An advisor of another role would not be applied. */
@Configuration(proxyBeanMethods = false)
@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
class LockedConfiguration {

  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static LockedMethods lockedMethods(
      ConfigurableListableBeanFactory beans, Environment environment) {
    return new LockedMethods(beans, environment);
  }

  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static LockedAdvisor lockedAdvisor(LockedMethods methods) {
    return new LockedAdvisor(methods);
  }

  @Bean
  @Lazy(false)
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static LockedBeans lockedBeans(ConfigurableListableBeanFactory beans, LockedMethods methods) {
    return new LockedBeans(beans, methods);
  }
}
