package dev.baton.internal.runtime;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The cohorts of one client: one for each lock that threads of this process hold or wait for. */
final class Cohorts {
  private final Engine engine;
  private final Map<NamedLock, Cohort> cohorts = new ConcurrentHashMap<>();

  /**
   * Those that nobody finds by their lock: all of a lock that is waited for one by one, and others.
   */
  private final Set<Cohort> others = ConcurrentHashMap.newKeySet();

  Cohorts(Engine engine) {
    this.engine = engine;
  }

  /**
   * Joins those who want a lock.
   *
   * @param carrier the calling thread
   * @return the cohort, to leave it again
   */
  Cohort join(NamedLock lock, Waiter waiter, Turnstile.Carrier carrier) {
    engine.ensureOpen();
    Cohort cohort = cohortOf(lock);
    cohort.arrive(waiter, carrier);
    return cohort;
  }

  private Cohort cohortOf(NamedLock lock) {
    if (!lock.isShared()) {
      Cohort alone = new Cohort(engine, lock);
      others.add(alone);
      return alone;
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
    Cohort found = cohort.lock().isShared() ? cohorts.putIfAbsent(cohort.lock(), cohort) : null;
    if (!cohort.lock().isShared() || (found != null && found != cohort)) {
      others.add(cohort);
    }
  }

  /** Nobody holds the lock here, and nobody waits. */
  void forget(Cohort cohort) {
    if (cohort.lock().isShared()) {
      cohorts.remove(cohort.lock(), cohort);
    }
    others.remove(cohort);
  }

  /** How many locks are held or waited for. */
  int size() {
    return cohorts.size() + others.size();
  }

  /** Does something with each that holds or waits for a lock. */
  void forAll(Consumer<Cohort> action) {
    cohorts.values().forEach(action);
    others.forEach(action);
  }
}
