package dev.baton.spring.boot;

import dev.baton.LockClientBuilder;

/**
 * Has a say in how the lock client is made: a bean of this type is called after everything that
 * configuration says, several in their order.
 */
@FunctionalInterface
public interface LockClientBuilderCustomizer {

  /**
   * Changes what is to be changed.
   *
   * @param builder that of the lock client
   */
  void customize(LockClientBuilder builder);
}
