package dev.baton.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Lease;
import dev.baton.LockClient;
import org.junit.jupiter.api.Test;

class InMemoryLocksTest {

  @Test
  void lock_ofTwoClients_isHeldByOne() throws InterruptedException {
    try (InMemoryLocks locks = new InMemoryLocks();
        LockClient one = locks.client();
        LockClient other = locks.client()) {
      try (Lease lease = one.lock("order:42").acquire()) {
        assertThat(lease.isHeld()).isTrue();
        assertThat(other.lock("order:42").tryAcquire()).isEmpty();
      }
      assertThat(other.lock("order:42").tryAcquire()).isPresent();
    }
  }
}
