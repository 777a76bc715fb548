package dev.baton.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.baton.Lease;
import dev.baton.LeaseLostException;
import dev.baton.testing.backend.OtherThread;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.SystemException;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.Transactional;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Locks beside transactions of Jakarta: Narayana's. */
class TransactionTest extends CdiCase {

  /** Writes in transactions. */
  @ApplicationScoped
  static class Orders {
    @Inject TransactionManager transactions;

    /** Tells what is seen when the transaction has ended. */
    @Locked("order:{id}")
    @Transactional
    public void pay(String id, Runnable atCommit) throws Exception {
      transactions.getTransaction().registerSynchronization(after(atCommit));
    }

    @Locked("order:{id}")
    public Lease write(String id) {
      return CurrentLease.get();
    }

    @Locked("order:{id}")
    public CompletableFuture<String> writeLater(String id, CompletableFuture<String> work) {
      return work;
    }
  }

  static Synchronization after(Runnable action) {
    return new Synchronization() {
      @Override
      public void beforeCompletion() {}

      @Override
      public void afterCompletion(int status) {
        action.run();
      }
    };
  }

  private TransactionManager begin(Class<?>... more) throws Exception {
    start(more);
    TransactionManager transactions = bean(TransactionManager.class);
    transactions.begin();
    return transactions;
  }

  @Test
  void lock_ofATransactionalMethod_isReleasedAfterTheCommit() throws Exception {
    start(Orders.class);
    CompletableFuture<Boolean> lockedAtCommit = new CompletableFuture<>();
    bean(Orders.class).pay(id, () -> lockedAtCommit.complete(key("order:" + id).isLocked()));
    assertThat(get(lockedAtCommit)).isTrue();
    assertFree("order:" + id);
  }

  @Test
  void lock_acquiredInATransaction_isKeptUntilThatIsCommitted() throws Exception {
    TransactionManager transactions = begin(Orders.class);
    Lease lease = bean(Orders.class).write(id);
    assertThat(lease.isHeld()).isTrue();
    assertThat(bean(Orders.class).write(id)).isSameAs(lease);
    CompletableFuture<String> work = new CompletableFuture<>();
    CompletableFuture<String> later = bean(Orders.class).writeLater(id, work);
    work.complete("written");
    assertThat(get(later)).isEqualTo("written");
    assertThat(CurrentLease.find("lock:order:" + id)).contains(lease);
    assertThat(key("order:" + id).isLocked()).isTrue();
    transactions.commit();
    assertThat(lease.isHeld()).isFalse();
    assertThat(CurrentLease.find()).isEmpty();
    assertFree("order:" + id);
  }

  @Test
  void lock_acquiredInATransaction_isReleasedByItsRollback() throws Exception {
    TransactionManager transactions = begin(Orders.class);
    Lease lease = bean(Orders.class).write(id);
    assertThat(lease.isHeld()).isTrue();
    transactions.rollback();
    assertFree("order:" + id);
  }

  @Test
  void lock_whoseTransactionEndsOnAnotherThread_isHeldByNobodyThen() throws Exception {
    TransactionManager transactions = begin(Orders.class);
    bean(Orders.class).write(id);
    Transaction suspended = transactions.suspend();
    try (OtherThread other = new OtherThread()) {
      other.does(
          () -> {
            transactions.resume(suspended);
            transactions.rollback();
            return null;
          });
    }
    assertFree("order:" + id);
    assertThat(CurrentLease.find()).isEmpty();
    assertThat(bean(Orders.class).write(id).isHeld()).isFalse();
  }

  @Test
  void transaction_whoseLockIsLost_isRolledBack() throws Exception {
    TransactionManager transactions = begin(Orders.class);
    Lease lease = bean(Orders.class).write(id);
    takeAway("order:" + id);
    assertThatExceptionOfType(LeaseLostException.class)
        .isThrownBy(() -> lease.renew(Duration.ofMinutes(1)));
    assertThatExceptionOfType(RollbackException.class)
        .isThrownBy(transactions::commit)
        .satisfies(
            rolledBack -> assertThat(rolledBack).hasStackTraceContaining("LeaseLostException"));
    assertThat(transactions.getStatus()).isEqualTo(Status.STATUS_NO_TRANSACTION);
  }

  /** In which a transaction begins under a lock. */
  enum Beginning {
    ANNOTATED(Ledger::annotated),
    BEGUN(Ledger::begun),
    CALLED(Ledger::called),
    CALLED_IN_ANOTHER(Ledger::called);

    final Way way;

    Beginning(Way way) {
      this.way = way;
    }

    interface Way {
      void write(Ledger ledger, String id, Runnable work) throws Exception;
    }
  }

  @ParameterizedTest
  @EnumSource
  void transaction_begunUnderALockThatIsLost_isRolledBack(Beginning begins) throws Exception {
    start(Ledger.class, Lines.class);
    TransactionManager transactions = bean(TransactionManager.class);
    if (begins == Beginning.CALLED_IN_ANOTHER) {
      transactions.begin();
    }
    CompletableFuture<Integer> right = new CompletableFuture<>();
    begins.way.write(bean(Ledger.class), id, () -> tellsItsEnd(right));
    assertThat(get(right)).isEqualTo(Status.STATUS_COMMITTED);

    CompletableFuture<Integer> end = new CompletableFuture<>();
    assertThatException()
        .isThrownBy(
            () ->
                begins.way.write(
                    bean(Ledger.class),
                    id,
                    () -> {
                      tellsItsEnd(end);
                      loses(CurrentLease.get());
                    }))
        .satisfies(thrown -> assertThat(thrown).hasStackTraceContaining("LeaseLostException"));
    assertThat(get(end)).isEqualTo(Status.STATUS_ROLLEDBACK);
    if (begins == Beginning.CALLED_IN_ANOTHER) {
      transactions.rollback();
    }
    assertThat(transactions.getStatus()).isEqualTo(Status.STATUS_NO_TRANSACTION);
    assertThat(CurrentLease.find()).isEmpty();
  }

  private void tellsItsEnd(CompletableFuture<Integer> end) {
    try {
      bean(TransactionManager.class).getTransaction().registerSynchronization(toldTo(end));
    } catch (RollbackException | SystemException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Synchronization toldTo(CompletableFuture<Integer> end) {
    return new Synchronization() {
      @Override
      public void beforeCompletion() {}

      @Override
      public void afterCompletion(int status) {
        end.complete(status);
      }
    };
  }

  private void loses(Lease lease) {
    takeAway("ledger:" + id);
    assertThatExceptionOfType(LeaseLostException.class)
        .isThrownBy(() -> lease.renew(Duration.ofMinutes(1)));
  }

  @Test
  void lock_acquiredInATransactionThatWillRollBack_isReleasedWithTheCall() throws Exception {
    TransactionManager transactions = begin(Orders.class);
    transactions.setRollbackOnly();
    assertThat(bean(Orders.class).write(id).isHeld()).isFalse();
    transactions.rollback();
    assertFree("order:" + id);
  }

  /** Begins transactions under its locks. */
  @ApplicationScoped
  static class Ledger {
    @Inject TransactionManager transactions;
    @Inject Lines lines;

    @Locked("ledger:{id}")
    @Transactional
    public void annotated(String id, Runnable work) {
      work.run();
    }

    @Locked("ledger:{id}")
    public void begun(String id, Runnable work) throws Exception {
      transactions.begin();
      work.run();
      transactions.commit();
    }

    @Locked("ledger:{id}")
    public void called(String id, Runnable work) {
      lines.write(work);
    }
  }

  /** Knows of no lock. */
  @ApplicationScoped
  static class Lines {
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public void write(Runnable work) {
      work.run();
    }
  }

  /** Transactions that take nothing any more. */
  @ApplicationScoped
  static class Refusing {
    @Produces
    @Alternative
    @Priority(1)
    TransactionSynchronizationRegistry registry() {
      return (TransactionSynchronizationRegistry)
          Proxy.newProxyInstance(
              Refusing.class.getClassLoader(),
              new Class<?>[] {TransactionSynchronizationRegistry.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("getTransactionStatus")) {
                  return Status.STATUS_ACTIVE;
                }
                throw new IllegalStateException("refused");
              });
    }
  }

  @Test
  void call_inATransactionThatCannotKeepItsLock_isNotRun() {
    start(Orders.class, Refusing.class);
    assertThatIllegalStateException()
        .isThrownBy(() -> bean(Orders.class).write(id))
        .withMessage("refused");
    assertFree("order:" + id);
  }
}
