package dev.baton.cdi;

import dev.baton.locked.HeldLease;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionScoped;
import jakarta.transaction.TransactionSynchronizationRegistry;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;

/** Those of Jakarta. There is no such bean where its API is not: {@code beans.xml} says so. */
@ApplicationScoped
class JtaTransactions implements Transactions {
  @Inject Instance<TransactionSynchronizationRegistry> beans;
  private volatile @Nullable TransactionSynchronizationRegistry found;

  @Override
  public void keep(HeldLease held) {
    TransactionSynchronizationRegistry registry = registry();
    // One that can only be rolled back changes nothing: nobody has to wait for its end.
    if (registry != null && registry.getTransactionStatus() == Status.STATUS_ACTIVE) {
      registry.registerInterposedSynchronization(new Kept(held));
      held.enter();
      held.push();
    }
  }

  /** Told by the container as a transaction begins on this thread, which may hold locks already. */
  void begun(@Observes @Initialized(TransactionScoped.class) Object transaction) {
    TransactionSynchronizationRegistry registry = HeldLease.current().isEmpty() ? null : registry();
    if (registry != null) {
      registry.registerInterposedSynchronization(new Guard());
    }
  }

  /** As a bean in Quarkus, by its name in Jakarta EE; null where there are no transactions. */
  private @Nullable TransactionSynchronizationRegistry registry() {
    if (found == null) {
      found = beans.isResolvable() ? beans.get() : named();
    }
    return found;
  }

  @SuppressWarnings("BanJNDI") // the name is the standard's, and no user's
  private static @Nullable TransactionSynchronizationRegistry named() {
    try {
      return InitialContext.doLookup("java:comp/TransactionSynchronizationRegistry");
    } catch (NamingException none) {
      return null; // asked again next time: on another thread there may be one
    }
  }

  /** Releases a lock after a transaction. */
  private record Kept(HeldLease held) implements Synchronization {
    /** Rolls back, by its exception, what was done under a lock that is lost. */
    @Override
    public void beforeCompletion() {
      held.lease().ensureHeld();
    }

    @Override
    public void afterCompletion(int status) {
      held.pop();
      held.close();
    }
  }

  /** Rolls back, by its exception, what was done under locks of which one is lost at the commit. */
  private record Guard() implements Synchronization {
    @Override
    public void beforeCompletion() {
      HeldLease.current().forEach(held -> held.lease().ensureHeld());
    }

    @Override
    public void afterCompletion(int status) {}
  }
}
