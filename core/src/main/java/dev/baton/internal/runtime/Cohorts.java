package dev.baton.internal.runtime;

import dev.baton.internal.renew.LeaseRenewer;
import dev.baton.internal.time.Turnstile;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The cohorts of one client: one for each lock that threads of this process hold or wait for. */
final class Cohorts implements Cohort.Registry {
  private final Services services;
  private final LeaseRenewer<Hold> renewer;
  private final Map<LockSpec, Cohort> cohorts = new ConcurrentHashMap<>();

  /**
   * Those that nobody finds by their lock: all of a lock that is waited for one by one, and others.
   */
  private final Set<Cohort> others = ConcurrentHashMap.newKeySet();

  Cohorts(Services services, LeaseRenewer<Hold> renewer) {
    this.services = services;
    this.renewer = renewer;
  }

  Services services() {
    return services;
  }

  LeaseRenewer<Hold> renewer() {
    return renewer;
  }

  /**
   * Joins those who want a lock.
   *
   * @param carrier the calling thread
   * @return the cohort, to leave it again
   */
  Cohort join(LockSpec lock, Waiter waiter, Turnstile.Carrier carrier) {
    services.ensureOpen();
    Cohort cohort = cohortOf(lock);
    cohort.arrive(waiter, carrier);
    return cohort;
  }

  private Cohort cohortOf(LockSpec lock) {
    if (!lock.isShared()) {
      Cohort alone = new Cohort(services, renewer, this, lock);
      others.add(alone);
      return alone;
    }
    Cohort cohort = cohorts.get(lock);
    if (cohort != null) {
      return cohort;
    }
    Cohort made = new Cohort(services, renewer, this, lock);
    Cohort other = cohorts.putIfAbsent(lock, made);
    return other == null ? made : other;
  }

  @Override
  public void add(Cohort cohort) {
    Cohort found = cohort.lock().isShared() ? cohorts.putIfAbsent(cohort.lock(), cohort) : null;
    if (!cohort.lock().isShared() || (found != null && found != cohort)) {
      others.add(cohort);
    }
  }

  @Override
  public void forget(Cohort cohort) {
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
