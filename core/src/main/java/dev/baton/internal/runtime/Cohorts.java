package dev.baton.internal.runtime;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The cohorts of one client: one for each lock that threads of this process hold or wait for. */
final class Cohorts {
  private final Engine engine;
  private final Map<NamedLock, Cohort> cohorts = new ConcurrentHashMap<>();

  Cohorts(Engine engine) {
    this.engine = engine;
  }

  /**
   * Joins those who want a lock.
   *
   * @param mayBlock whether a command may be sent and its reply be awaited on the calling thread
   * @return the cohort, to leave it again
   */
  Cohort join(NamedLock lock, Waiter waiter, boolean mayBlock) {
    engine.ensureOpen();
    Cohort cohort = cohortOf(lock);
    cohort.arrive(waiter, mayBlock);
    return cohort;
  }

  private Cohort cohortOf(NamedLock lock) {
    if (!lock.isShared()) {
      return new Cohort(engine, lock);
    }
    Cohort cohort = cohorts.get(lock);
    if (cohort != null) {
      return cohort;
    }
    Cohort made = new Cohort(engine, lock);
    Cohort other = cohorts.putIfAbsent(lock, made);
    return other == null ? made : other;
  }

  /** A cohort that was forgotten is wanted again; if there is another by now, both go on. */
  void add(Cohort cohort) {
    if (cohort.lock().isShared()) {
      cohorts.putIfAbsent(cohort.lock(), cohort);
    }
  }

  /** Nobody holds the lock here, and nobody waits. */
  void forget(Cohort cohort) {
    if (cohort.lock().isShared()) {
      cohorts.remove(cohort.lock(), cohort);
    }
  }

  /** A lock was released by its token: whoever holds it here has lost it. */
  void released(String name, String ownerToken) {
    cohorts.forEach(
        (lock, cohort) -> {
          if (lock.name().equals(name)) {
            cohort.released(ownerToken);
          }
        });
  }

  /** How many locks are held or waited for. */
  int size() {
    return cohorts.size();
  }

  void forEach(Consumer<Cohort> action) {
    cohorts.values().forEach(action);
  }
}
