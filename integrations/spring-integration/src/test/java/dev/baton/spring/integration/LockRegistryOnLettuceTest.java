package dev.baton.spring.integration;

/** The registry on Lettuce. */
class LockRegistryOnLettuceTest extends LockRegistryContract {
  LockRegistryOnLettuceTest() {
    super(Adapter.LETTUCE);
  }
}
