package dev.baton.spring.integration;

import dev.baton.Lease;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * What the threads of a process hold of one registry. Only its thread refers to a hold, so that the
 * lease of a thread that ended is not renewed any more.
 */
@SuppressWarnings("ThreadLocalUsage") // each registry has its own
final class ThreadHolds {
  private final ThreadLocal<Map<String, Hold>> mine = ThreadLocal.withInitial(HashMap::new);

  /** Who has which lock, for renewals by other threads. */
  private final ConcurrentMap<String, WeakReference<Lease>> leases = new ConcurrentHashMap<>();

  /** A lock as one thread has it. Touched by that thread only. */
  static final class Hold {
    private final Lease lease;
    private final WeakReference<Lease> forOthers;
    private int count = 1;

    private Hold(Lease lease) {
      this.lease = lease;
      this.forOthers = new WeakReference<>(lease);
    }

    Lease lease() {
      return lease;
    }

    void again() {
      count = Math.addExact(count, 1);
    }

    /** One unlock. Whether it was the last one. */
    boolean last() {
      count--;
      return count == 0;
    }
  }

  /** This thread's hold on a lock, or null. */
  @Nullable Hold mine(String name) {
    Map<String, Hold> held = mine.get();
    if (held.isEmpty()) {
      mine.remove();
    }
    return held.get(name);
  }

  void add(String name, Lease lease) {
    Hold hold = new Hold(lease);
    mine.get().put(name, hold);
    leases.put(name, hold.forOthers);
  }

  void remove(String name) {
    Map<String, Hold> held = mine.get();
    Hold hold = held.remove(name);
    if (held.isEmpty()) {
      mine.remove();
    }
    if (hold != null) {
      leases.remove(name, hold.forOthers);
    }
  }

  /** The lease of whoever of this process has a lock. */
  Optional<Lease> current(String name) {
    WeakReference<Lease> lease = leases.get(name);
    return lease == null ? Optional.empty() : Optional.ofNullable(lease.get());
  }
}
