package dev.baton.spring;

import dev.baton.locked.HeldLease;
import java.util.List;
import org.springframework.util.ClassUtils;

/** What a lock has to do with the transaction in which it is acquired, if there is one. */
interface Transactions {
  /** What tells by its presence that the application has transactions. */
  List<String> TYPES =
      List.of(
          "org.springframework.transaction.support.TransactionSynchronizationManager",
          "org.springframework.transaction.ConfigurableTransactionManager");

  /** There are none. */
  Transactions NONE =
      new Transactions() {
        @Override
        public void check(String name) {}

        @Override
        public void keep(HeldLease held) {}
      };

  /** Spring's, if the application has them. */
  static Transactions of(Settings settings) {
    return arePresent() ? new SpringTransactions(settings.refusesTransactions()) : NONE;
  }

  /** Whether the application has transactions. */
  static boolean arePresent() {
    ClassLoader loader = Transactions.class.getClassLoader();
    return TYPES.stream().allMatch(type -> ClassUtils.isPresent(type, loader));
  }

  /**
   * Before the lock is waited for.
   *
   * @throws IllegalStateException if it is not to be acquired in this transaction
   */
  void check(String name);

  /** Keeps the lock, just acquired, until the transaction that is active has ended. */
  void keep(HeldLease held);
}
