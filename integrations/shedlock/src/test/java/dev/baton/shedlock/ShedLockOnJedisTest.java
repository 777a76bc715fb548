package dev.baton.shedlock;

import dev.baton.testing.backend.Adapter;

/** ShedLock's own tests of a provider, on Jedis. */
class ShedLockOnJedisTest extends ShedLockContract {
  ShedLockOnJedisTest() {
    super(Adapter.JEDIS);
  }
}
