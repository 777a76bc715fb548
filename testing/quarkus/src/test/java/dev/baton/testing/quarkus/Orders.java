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

/** A bean with locked methods. */
@ApplicationScoped
public class Orders {
  @Inject TransactionManager transactions;

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
    transactions
        .getTransaction()
        .registerSynchronization(
            new Synchronization() {
              @Override
              public void beforeCompletion() {}

              @Override
              public void afterCompletion(int status) {
                atCommit.run();
              }
            });
  }

  @Locked("order:{0}")
  Lease write(String id) {
    return CurrentLease.get();
  }
}
