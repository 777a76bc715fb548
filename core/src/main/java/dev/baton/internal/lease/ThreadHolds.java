package dev.baton.internal.lease;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Which thread holds which lock through {@link ThreadOwnedLock}, and how often. */
public final class ThreadHolds {
  private final Map<Key, Hold> holds = new ConcurrentHashMap<>();

  private record Key(Thread thread, String lock) {}

  /** One thread's hold of one lock; only that thread touches it. */
  static final class Hold {
    final CheckedLease lease;
    int count = 1;

    Hold(CheckedLease lease) {
      this.lease = lease;
    }
  }

  /** The calling thread's hold of a lock. */
  @Nullable Hold mine(String lock) {
    return holds.get(new Key(Thread.currentThread(), lock));
  }

  void put(String lock, CheckedLease lease) {
    Key key = new Key(Thread.currentThread(), lock);
    holds.put(key, new Hold(lease));
    lease.ownedBy(new OwningThread(key));
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
  public int size() {
    return holds.size();
  }

  void remove(String lock) {
    holds.remove(new Key(Thread.currentThread(), lock));
  }
}
