package dev.baton.shedlock;

/** ShedLock's own tests of a provider, on Jedis. */
class ShedLockOnJedisTest extends ShedLockContract {
  ShedLockOnJedisTest() {
    super(Adapter.JEDIS);
  }
}
