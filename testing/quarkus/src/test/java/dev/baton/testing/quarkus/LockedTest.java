package dev.baton.testing.quarkus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LeaseLostException;
import dev.baton.LockClient;
import dev.baton.cdi.CurrentLease;
import dev.baton.testing.server.RedisServer;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionManager;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Locked methods of beans of Quarkus, beside its transactions. */
@QuarkusTest
class LockedTest {
  @Inject Orders orders;
  @Inject TransactionManager transactions;

  private final String id = UUID.randomUUID().toString();
  private final LockClient elsewhere = LockClient.connect(RedisServer.shared().patientUri());
  private final DistributedLock key = elsewhere.lock("lock:order:" + id);

  @AfterEach
  void close() {
    elsewhere.close();
  }

  @Test
  void lock_ofATransactionalMethod_isReleasedAfterTheCommit() throws Exception {
    AtomicBoolean lockedAtCommit = new AtomicBoolean();
    orders.pay(id, () -> lockedAtCommit.set(key.isLocked()));
    assertThat(lockedAtCommit).isTrue();
    assertThat(key.isLocked()).isFalse();
  }

  @Test
  void lock_acquiredInATransaction_isKeptUntilThatIsCommitted() throws Exception {
    transactions.begin();
    Lease lease = orders.write(id);
    assertThat(lease.isHeld()).isTrue();
    assertThat(orders.write(id)).isSameAs(lease);
    transactions.commit();
    assertThat(lease.isHeld()).isFalse();
    assertThat(key.isLocked()).isFalse();
  }

  @Test
  void transaction_begunUnderALockThatIsLost_isRolledBack() {
    AtomicInteger end = new AtomicInteger(-1);
    assertThatThrownBy(() -> orders.payAnnotated(id, end, this::loseIt))
        .hasStackTraceContaining("LeaseLostException");
    assertThat(end).hasValue(Status.STATUS_ROLLEDBACK);
    end.set(-1);
    assertThatThrownBy(() -> orders.payBegun(id, end, this::loseIt))
        .hasStackTraceContaining("LeaseLostException");
    assertThat(end).hasValue(Status.STATUS_ROLLEDBACK);
  }

  private void loseIt() {
    assertThat(key.release(key.inspect().holder().orElseThrow())).isTrue();
    assertThatThrownBy(() -> CurrentLease.get().renew(Duration.ofMinutes(1)))
        .isInstanceOf(LeaseLostException.class);
  }
}
