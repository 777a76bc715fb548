package dev.baton.cdi;

import dev.baton.locked.HeldLease;

/** Transactions of the application, a bean where it can have any. */
interface Transactions {

  /**
   * Keeps a lock, just acquired, until the transaction that is active has ended, if one is.
   *
   * @throws RuntimeException if the transaction does not take it: nobody keeps it then
   */
  void keep(HeldLease held);
}
