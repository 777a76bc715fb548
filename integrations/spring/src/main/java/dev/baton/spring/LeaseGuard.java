package dev.baton.spring;

import dev.baton.locked.HeldLease;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;

/**
 * Has transactions rolled back rather than committed once a lock is lost under which they ran. Asks
 * nobody: it goes by the leases' own clock.
 */
final class LeaseGuard implements TransactionExecutionListener, BeanPostProcessor, PriorityOrdered {

  /** Before other post processors are made, which may bring a transaction manager along. */
  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String name) {
    if (bean instanceof ConfigurableTransactionManager manager
        && !manager.getTransactionExecutionListeners().contains(this)) {
      manager.addListener(this);
    }
    return bean;
  }

  @Override
  public void beforeCommit(TransactionExecution transaction) {
    HeldLease.current().forEach(held -> held.lease().ensureHeld());
  }
}
