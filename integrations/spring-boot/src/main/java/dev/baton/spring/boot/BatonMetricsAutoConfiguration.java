package dev.baton.spring.boot;

import dev.baton.LockClient;
import dev.baton.micrometer.LockFamily;
import dev.baton.micrometer.LockMeters;
import dev.baton.micrometer.LockObservations;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Observations and meters of the lock client's locks, if {@code baton-micrometer} is there. They
 * listen to the client that {@link BatonAutoConfiguration} makes.
 */
@AutoConfiguration(
    afterName =
        "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass(LockObservations.class)
public final class BatonMetricsAutoConfiguration {

  BatonMetricsAutoConfiguration() {}

  @Bean
  @ConditionalOnBean(ObservationRegistry.class)
  @ConditionalOnMissingBean
  LockObservations lockObservations(
      ObservationRegistry registry, ObjectProvider<LockFamily> families) {
    return new LockObservations(registry, families.getIfAvailable(LockFamily::beforeColon));
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(MeterBinder.class)
  static class Meters {

    @Bean
    @ConditionalOnMissingBean
    LockMeters lockMeters() {
      return new LockMeters();
    }

    /** The client is made with its meters, and they look at it once it is there. */
    @Bean
    SmartInitializingSingleton lockMetersOfTheClient(
        LockMeters meters, ObjectProvider<LockClient> clients) {
      return () -> clients.ifUnique(meters::watch);
    }
  }
}
