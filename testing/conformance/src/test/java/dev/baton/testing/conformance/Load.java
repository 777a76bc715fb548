package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.BackendException;
import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LeaseLostException;
import dev.baton.ReleaseOutcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Threads that take locks, hold them for a moment and release them, over and over. */
final class Load implements AutoCloseable {
  private static final long HOLD_NANOS = 1_000_000;
  private static final long AFTER_REFUSAL_NANOS = 5_000_000;

  /** A lock was taken. */
  record Grant(int thread, String lock, long at) {}

  private final List<Thread> threads = new ArrayList<>();
  private final Queue<Grant> grants = new ConcurrentLinkedQueue<>();
  private final Map<String, Long> fences = new ConcurrentHashMap<>();
  private final Map<String, Lease> holders = new ConcurrentHashMap<>();
  private final AtomicInteger inversions = new AtomicInteger();
  private final AtomicInteger overlaps = new AtomicInteger();
  private final Queue<String> refusals = new ConcurrentLinkedQueue<>();
  private final Queue<String> losses = new ConcurrentLinkedQueue<>();
  private final Queue<Throwable> unexpected = new ConcurrentLinkedQueue<>();
  private volatile boolean ended;

  void run(DistributedLock lock) {
    int number = threads.size();
    Thread thread = new Thread(() -> work(number, lock), "load " + number);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  private void work(int number, DistributedLock lock) {
    while (!ended) {
      try {
        take(number, lock);
      } catch (BackendException e) {
        refusals.add(e.getMessage());
        rest(AFTER_REFUSAL_NANOS); // as a caller would, and to leave the processor
      } catch (LeaseLostException e) {
        losses.add(e.getMessage());
      } catch (InterruptedException | RuntimeException e) {
        unexpected.add(e);
        return;
      }
    }
  }

  private void take(int number, DistributedLock lock) throws InterruptedException {
    // what was granted before it asked, which may have been on another server
    long earlier = fences.getOrDefault(lock.name(), 0L);
    Lease lease = lock.acquire();
    Lease other = holders.put(lock.name(), lease);
    if (other != null && other.isHeld() && lease.isHeld()) {
      overlaps.incrementAndGet();
    }
    grants.add(new Grant(number, lock.name(), System.nanoTime()));
    if (lease.fencingToken() <= earlier) {
      inversions.incrementAndGet();
    }
    fences.merge(lock.name(), lease.fencingToken(), Math::max);
    rest(HOLD_NANOS);
    lease.ensureHeld();
    holders.remove(lock.name(), lease);
    if (lease.release() == ReleaseOutcome.ALREADY_LOST) {
      lease.lost().thenAccept(reason -> losses.add(reason + " at the release of " + lease));
    }
  }

  /** Who has just waited may still have a permit that ends the first parking at once. */
  private static void rest(long nanos) {
    long end = System.nanoTime() + nanos;
    for (long left = nanos; left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  int grants() {
    return grants.size();
  }

  int inversions() {
    return inversions.get();
  }

  /** How often two of them believed that they hold the same lock. */
  int overlaps() {
    return overlaps.get();
  }

  /** How often a call failed. */
  Queue<String> refusals() {
    return refusals;
  }

  /** How often a lock was lost while it was held. */
  Queue<String> losses() {
    return losses;
  }

  /** What ended a thread. */
  Queue<Throwable> unexpected() {
    return unexpected;
  }

  /** When a lock was taken first after that time. */
  long firstGrantOfAfter(String lock, long nanoTime) {
    return grants.stream()
        .filter(grant -> grant.lock().equals(lock) && grant.at() - nanoTime > 0)
        .mapToLong(Grant::at)
        .findFirst()
        .orElse(nanoTime);
  }

  /** For how long at most nobody got that lock, between two who did. */
  long longestPauseMillis(String lock) {
    long[] at =
        grants.stream()
            .filter(grant -> grant.lock().equals(lock))
            .mapToLong(Grant::at)
            .sorted()
            .toArray();
    long longest = 0;
    for (int i = 1; i < at.length; i++) {
      longest = Math.max(longest, at[i] - at[i - 1]);
    }
    return TimeUnit.NANOSECONDS.toMillis(longest);
  }

  /** Waits until each thread took a lock after that time; returns the last of these grants. */
  Grant awaitGrantOfEachThreadAfter(long nanoTime) {
    Contract.eventually()
        .untilAsserted(
            () ->
                assertThat(firstOfEach(nanoTime))
                    .as("%s; ended: %s", this, unexpected)
                    .hasSize(threads.size()));
    List<Grant> first = firstOfEach(nanoTime);
    return first.get(first.size() - 1);
  }

  /** The first grant of each thread after that time, in order. */
  private List<Grant> firstOfEach(long nanoTime) {
    Map<Integer, Grant> first = new LinkedHashMap<>();
    for (Grant grant : grants) {
      if (grant.at() - nanoTime > 0) {
        first.putIfAbsent(grant.thread(), grant);
      }
    }
    return List.copyOf(first.values());
  }

  @Override
  public void close() throws InterruptedException {
    ended = true;
    for (Thread thread : threads) {
      thread.join(Contract.SOON.toMillis());
    }
  }

  @Override
  public String toString() {
    return "%d grants, %d inversions, %d overlaps, %d calls refused, %d leases lost"
        .formatted(grants.size(), inversions.get(), overlaps.get(), refusals.size(), losses.size());
  }
}
