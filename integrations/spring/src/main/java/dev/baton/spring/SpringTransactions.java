package dev.baton.spring;

import dev.baton.locked.HeldLease;
import org.springframework.core.Ordered;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Those of Spring.
 *
 * @param refused whether a lock may not be acquired in one
 */
record SpringTransactions(boolean refused) implements Transactions {

  /** While those are called who wait for its end, it counts as active, but as over here. */
  private static boolean isActive() {
    return TransactionSynchronizationManager.isActualTransactionActive()
        && TransactionSynchronizationManager.isSynchronizationActive();
  }

  @Override
  public void check(String name) {
    if (refused && isActive()) {
      throw new IllegalStateException(
          "a transaction is active, which would be committed after the lock \""
              + name
              + "\" is released, and baton.locked.transactions is refuse: begin the transaction"
              + " within the @Locked method");
    }
  }

  @Override
  public void keep(HeldLease held) {
    if (isActive() && held.enter()) {
      held.push();
      TransactionSynchronizationManager.registerSynchronization(new Kept(held));
    }
  }

  /** Releases a lock after a transaction. */
  private record Kept(HeldLease held) implements TransactionSynchronization {
    @Override
    public int getOrder() {
      return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void afterCompletion(int status) {
      held.pop();
      held.close();
    }
  }
}
