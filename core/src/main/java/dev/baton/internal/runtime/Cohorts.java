package dev.baton.internal.runtime;

import dev.baton.internal.link.Stages;
import dev.baton.internal.renew.LeaseRenewer;
import dev.baton.internal.settings.LockSpec;
import dev.baton.internal.time.Turnstile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The cohorts of one client: one for each lock that threads of this process hold or wait for. */
final class Cohorts implements Cohort.Registry {
  private final Services services;
  private final LeaseRenewer<Hold> renewer;
  private final Map<LockSpec, Cohort> cohorts = new ConcurrentHashMap<>();

  /**
   * Those that nobody finds by their lock: all of a lock that is waited for one by one, and others.
   */
  private final Set<Cohort> others = ConcurrentHashMap.newKeySet();

  /** Where threads have a lock together with others, and nobody else may join them. */
  private final Map<Reader, Cohort> readers = new ConcurrentHashMap<>();

  private record Reader(LockSpec lock, Thread thread) {}

  Cohorts(Services services, LeaseRenewer<Hold> renewer) {
    this.services = services;
    this.renewer = renewer;
  }

  @Override
  public Services services() {
    return services;
  }

  @Override
  public LeaseRenewer<Hold> renewer() {
    return renewer;
  }

  /**
   * Joins those who want a lock.
   *
   * @param carrier the calling thread
   */
  void join(LockSpec lock, Waiter waiter, Turnstile.Carrier carrier) {
    cohortOf(lock).arrive(waiter, carrier);
  }

  @Override
  public @Nullable Cohort whereReads(LockSpec lock, @Nullable Thread thread) {
    return thread == null || readers.isEmpty() ? null : readers.get(new Reader(lock, thread));
  }

  private Cohort apart(LockSpec lock) {
    Cohort alone = new Cohort(this, lock);
    others.add(alone);
    return alone;
  }

  /** One that begins to read when its first member stops writing. */
  Cohort afterWriting(LockSpec reading, Waiter waiter) {
    Cohort begins = apart(reading);
    Thread thread = waiter.thread();
    if (thread != null) {
      readers.put(new Reader(reading, thread), begins);
    }
    return begins;
  }

  @Override
  public Cohort after(Cohort closed, Holders holders, @Nullable Thread stopped) {
    LockSpec lock = closed.lock();
    if (cohorts.get(lock) == closed) {
      // First, so that a thread that comes to the next one is found to read here.
      holders.forEachThread(thread -> readers.put(new Reader(lock, thread), closed));
      others.add(closed);
      cohorts.remove(lock, closed);
    }
    if (stopped != null) {
      readers.remove(new Reader(lock, stopped), closed);
    }
    return cohortOf(lock);
  }

  private Cohort cohortOf(LockSpec lock) {
    if (!lock.queuesTogether()) {
      return apart(lock);
    }
    Cohort cohort = cohorts.get(lock);
    if (cohort != null) {
      return cohort;
    }
    Cohort made = new Cohort(this, lock);
    Cohort other = cohorts.putIfAbsent(lock, made);
    return other == null ? made : other;
  }

  @Override
  public void add(Cohort cohort) {
    Cohort found =
        cohort.lock().queuesTogether() ? cohorts.putIfAbsent(cohort.lock(), cohort) : null;
    if (!cohort.lock().queuesTogether() || (found != null && found != cohort)) {
      others.add(cohort);
    }
  }

  @Override
  public void forget(Cohort cohort) {
    if (cohort.lock().queuesTogether()) {
      cohorts.remove(cohort.lock(), cohort);
    }
    others.remove(cohort);
    if (!readers.isEmpty()) {
      readers.values().removeIf(closed -> closed == cohort);
    }
  }

  /** What this process holds of a lock under a value; looks through all that it holds. */
  Optional<Hold> holding(String name, byte[] value) {
    List<CompletableFuture<Optional<Hold>>> looks = new ArrayList<>();
    forAll(
        cohort -> {
          if (cohort.lock().name().equals(name)) {
            looks.add(cohort.lookFor(value));
          }
        });
    Predicate<Hold> wanted =
        hold -> hold.lock().name().equals(name) && Arrays.equals(hold.value(), value);
    return looks.stream()
        .flatMap(look -> Stages.await(look).stream())
        .filter(wanted)
        .findAny()
        // One with a token of the caller's is forgotten here as soon as it is had.
        .or(() -> renewer.holds().stream().filter(wanted).findAny());
  }

  /** How much is kept of locks that are held or waited for. */
  int size() {
    return cohorts.size() + others.size() + readers.size();
  }

  /** Does something with each that holds or waits for a lock. */
  void forAll(Consumer<Cohort> action) {
    cohorts.values().forEach(action);
    others.forEach(action);
  }
}
