package dev.baton.internal.lease;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which thread holds which lock through {@link ThreadOwnedLock}, and how often: alone, or for
 * reading.
 */
final class ThreadHolds {
  private final Map<Key, Hold> holds = new ConcurrentHashMap<>();

  private record Key(Thread thread, String lock) {}

  /** One thread's hold of one lock; only that thread touches it. */
  static final class Hold {
    private CheckedLease lease;

    /** Of a thread that writes and began to read, by whose lease it goes on; null for others. */
    private @Nullable LeaseSource reader;

    int count = 1;

    Hold(CheckedLease lease, @Nullable LeaseSource reader) {
      this.lease = lease;
      this.reader = reader;
    }

    /** What keeps it; of a thread that writes and began to read, the lease for writing. */
    CheckedLease lease() {
      return lease;
    }

    /** Whether it is that of a thread that writes. */
    boolean isForWriting() {
      return reader != null;
    }
  }

  /** The calling thread's hold of a lock. */
  @Nullable Hold mine(String lock) {
    return holds.get(new Key(Thread.currentThread(), lock));
  }

  /** The calling thread holds a lock from now on, by a lease that nobody else releases. */
  void put(String lock, CheckedLease lease) {
    Key key = new Key(Thread.currentThread(), lock);
    holds.put(key, new Hold(lease, null));
    lease.ownedBy(new OwningThread(key));
  }

  /** The calling thread reads from now on, by the lease that it has for writing. */
  void putWriting(LeaseSource reader, CheckedLease writing) {
    holds.put(new Key(Thread.currentThread(), reader.name()), new Hold(writing, reader));
  }

  /**
   * The calling thread stops writing: if it reads by that lease, it gets one for reading instead.
   *
   * @return false if it does not
   */
  boolean downgraded(String lock, CheckedLease writing) {
    Key key = new Key(Thread.currentThread(), lock);
    Hold hold = holds.get(key);
    LeaseSource reader = hold == null ? null : hold.reader;
    if (hold == null || reader == null || hold.lease != writing) {
      return false;
    }
    hold.lease = reader.downgrade(writing);
    hold.lease.ownedBy(new OwningThread(key));
    hold.reader = null;
    return true;
  }

  /** A thread that has a lock; it ends with the thread. */
  private final class OwningThread implements Owner {
    private final Key key;

    OwningThread(Key key) {
      this.key = key;
    }

    @Override
    public boolean isGone() {
      boolean gone = !key.thread.isAlive();
      if (gone) {
        holds.remove(key);
      }
      return gone;
    }

    @Override
    public String toString() {
      return "thread \"" + key.thread.getName() + "\"";
    }
  }

  /** How many locks threads have. */
  int size() {
    return holds.size();
  }

  void remove(String lock) {
    holds.remove(new Key(Thread.currentThread(), lock));
  }
}
