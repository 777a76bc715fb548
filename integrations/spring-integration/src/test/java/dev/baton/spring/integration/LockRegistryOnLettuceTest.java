package dev.baton.spring.integration;

import dev.baton.testing.backend.Adapter;

/** The registry on Lettuce. */
class LockRegistryOnLettuceTest extends LockRegistryContract {
  LockRegistryOnLettuceTest() {
    super(Adapter.LETTUCE);
  }
}
