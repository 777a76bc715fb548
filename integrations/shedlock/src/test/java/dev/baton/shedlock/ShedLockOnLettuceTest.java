package dev.baton.shedlock;

import dev.baton.testing.backend.Adapter;

/** ShedLock's own tests of a provider, on Lettuce. */
class ShedLockOnLettuceTest extends ShedLockContract {
  ShedLockOnLettuceTest() {
    super(Adapter.LETTUCE);
  }
}
