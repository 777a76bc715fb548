package dev.baton.spring.integration;

/** The registry on Jedis. */
class LockRegistryOnJedisTest extends LockRegistryContract {
  LockRegistryOnJedisTest() {
    super(Adapter.JEDIS);
  }
}
