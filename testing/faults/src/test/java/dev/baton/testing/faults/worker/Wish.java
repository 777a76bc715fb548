package dev.baton.testing.faults.worker;

import dev.baton.Acquirable;
import dev.baton.LockClient;
import dev.baton.testing.history.Mode;

/**
 * A lock as somebody wants it.
 *
 * @param lock which one
 * @param mode exclusively, for reading, or so many permits
 * @param readsOn whether it is held for reading afterwards, without being released in between
 */
record Wish(WantedLock lock, Mode mode, boolean readsOn) {
  /** One for a lock that is given back at the end. */
  Wish(WantedLock lock, Mode mode) {
    this(lock, mode, false);
  }

  /** What is to be acquired. */
  Acquirable of(LockClient client) {
    if (mode.isLimited()) {
      return client.semaphore(lock.key(), mode.limit(), lock.options()).withWeight(mode.weight());
    }
    return mode.isShared()
        ? client.readWriteLock(lock.key(), lock.options()).readLock()
        : client.lock(lock.key(), lock.options());
  }
}
