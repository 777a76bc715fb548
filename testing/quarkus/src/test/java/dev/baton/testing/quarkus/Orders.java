package dev.baton.testing.quarkus;

import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.cdi.CurrentLease;
import dev.baton.cdi.Locked;
import dev.baton.testing.server.RedisServer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.Transactional;
import jakarta.transaction.UserTransaction;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** A bean with locked methods. */
@ApplicationScoped
public class Orders {
  @Inject TransactionManager transactions;
  @Inject UserTransaction user;

  @Produces
  @ApplicationScoped
  LockClient locks() {
    return LockClient.connect(RedisServer.shared().patientUri());
  }

  void close(@Disposes LockClient locks) {
    locks.close();
  }

  /** Tells what is seen when the transaction has ended. */
  @Locked("order:{id}")
  @Transactional
  public void pay(String id, Runnable atCommit) throws Exception {
    atEnd(status -> atCommit.run());
  }

  /** Tells how the transaction has ended. */
  @Locked("order:{id}")
  @Transactional
  public void payAnnotated(String id, AtomicInteger end, Runnable work) throws Exception {
    atEnd(end::set);
    work.run();
  }

  /** Tells how the transaction has ended. */
  @Locked("order:{id}")
  public void payBegun(String id, AtomicInteger end, Runnable work) throws Exception {
    user.begin();
    atEnd(end::set);
    work.run();
    user.commit();
  }

  private void atEnd(IntConsumer status) throws Exception {
    transactions
        .getTransaction()
        .registerSynchronization(
            new Synchronization() {
              @Override
              public void beforeCompletion() {}

              @Override
              public void afterCompletion(int end) {
                status.accept(end);
              }
            });
  }

  @Locked("order:{0}")
  Lease write(String id) {
    return CurrentLease.get();
  }
}
