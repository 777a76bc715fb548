package dev.baton.testing.quarkus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.testing.server.RedisServer;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.transaction.TransactionManager;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
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
}
