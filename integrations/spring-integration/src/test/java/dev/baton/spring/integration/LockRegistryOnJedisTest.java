package dev.baton.spring.integration;

import dev.baton.testing.backend.Adapter;

/** The registry on Jedis. */
class LockRegistryOnJedisTest extends LockRegistryContract {
  LockRegistryOnJedisTest() {
    super(Adapter.JEDIS);
  }
}
