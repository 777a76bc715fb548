package dev.baton.spring;

import org.springframework.util.ClassUtils;

/** What a lock has to do with the transaction in which it is acquired, if there is one. */
interface Transactions {
  /** There are none. */
  Transactions NONE =
      new Transactions() {
        @Override
        public void check(String name) {}

        @Override
        public void keep(Held held) {}
      };

  /** Spring's, if the application has them. */
  static Transactions of(Settings settings) {
    return ClassUtils.isPresent(
            "org.springframework.transaction.support.TransactionSynchronizationManager",
            Transactions.class.getClassLoader())
        ? new SpringTransactions(settings.refusesTransactions())
        : NONE;
  }

  /**
   * Before the lock is waited for.
   *
   * @throws IllegalStateException if it is not to be acquired in this transaction
   */
  void check(String name);

  /** Keeps the lock, just acquired, until the transaction that is active has ended. */
  void keep(Held held);
}
