package dev.baton.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.baton.BackendException;
import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.LossReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What docs/testing.md shows. */
@ExtendWith(BatonExtension.class)
class TestingExamplesTest {

  /** What the one who is too late is told. */
  static class Busy extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** What is tested. */
  static class Ledger {
    private final LockClient locks;
    private final List<String> paid = new ArrayList<>();

    Ledger(LockClient locks) {
      this.locks = locks;
    }

    void pay(String order) {
      try (Lease lease = locks.lock("order:" + order).tryAcquire().orElseThrow(Busy::new)) {
        lease.ensureHeld();
        paid.add(order);
      }
    }

    List<String> paid() {
      return paid;
    }
  }

  @Nested
  // tag::firstTest
  @ExtendWith(BatonExtension.class)
  class LedgerTest {
    @Test
    void order_thatIsFree_isPaid(LockClient locks) {
      Ledger ledger = new Ledger(locks);
      ledger.pay("42");
      assertEquals(List.of("42"), ledger.paid());
    }

    @Test
    void order_thatAnotherProcessHas_isNot(InMemoryLocks locks) {
      Ledger ledger = new Ledger(locks.client());
      locks.heldElsewhere("order:42");
      assertThrows(Busy.class, () -> ledger.pay("42"));
      assertEquals(List.of(), ledger.paid());
    }
  }

  // end::firstTest

  @Test
  void testingWithoutJunit() {
    // tag::testingWithoutJunit
    try (InMemoryLocks locks = new InMemoryLocks()) {
      new Ledger(locks.client()).pay("42");
      locks.assertNothingHeld();
    }
    // end::testingWithoutJunit
  }

  @Test
  void testingElsewhere(InMemoryLocks locks) throws Exception {
    DistributedLock lock = locks.client().lock("order:42");
    // tag::testingElsewhere
    Lease elsewhere = locks.heldElsewhere("order:42");
    assertTrue(lock.tryAcquire().isEmpty());
    elsewhere.release(); // as if the other process had done so: the next in the queue has the lock
    // end::testingElsewhere
    lock.tryAcquire().orElseThrow().close();
  }

  @Test
  void testingLoss(InMemoryLocks locks) throws Exception {
    DistributedLock lock = locks.client().lock("order:42");
    // tag::testingLoss
    Lease lease = lock.acquire();
    locks.lose("order:42");
    assertFalse(lease.isHeld());
    assertEquals(LossReason.DELETED, lease.lost().toCompletableFuture().get());
    // end::testingLoss
  }

  @Test
  void testingOutage(InMemoryLocks locks) throws Exception {
    // tag::testingOutage
    LockOptions brief = LockOptions.defaults().leaseDuration(Duration.ofMillis(200));
    Lease lease = locks.client().lock("order:42", brief).acquire();
    locks.unreachable();
    lease.lost().toCompletableFuture().get(); // LossReason.EXPIRED, after 200 ms
    assertThrows(BackendException.class, () -> locks.client().lock("order:43").tryAcquire());
    locks.reachable();
    // end::testingOutage
  }

  @Test
  void testingSettings(InMemoryLocks locks) throws Exception {
    // tag::testingSettings
    LockClient locksOfTheShop = locks.client(settings -> settings.prefix("shop:"));
    try (Lease lease = locksOfTheShop.lock("order:42").acquire()) {
      lease.ensureHeld();
      assertEquals(Set.of("shop:order:42"), locks.held());
    }
    // end::testingSettings
  }
}
