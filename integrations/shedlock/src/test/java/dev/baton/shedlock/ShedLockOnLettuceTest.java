package dev.baton.shedlock;

/** ShedLock's own tests of a provider, on Lettuce. */
class ShedLockOnLettuceTest extends ShedLockContract {
  ShedLockOnLettuceTest() {
    super(Adapter.LETTUCE);
  }
}
