package dev.baton.benchmarks.contestant;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The JDK's fair lock: what passing a lock among the threads of one process costs without Redis.
 */
final class LocalLock implements Contestant {
  private final ConcurrentHashMap<String, ReentrantLock> locks = new ConcurrentHashMap<>();

  @Override
  public LockHandle handle(String name) {
    return new JavaLockHandle(locks.computeIfAbsent(name, any -> new ReentrantLock(true)));
  }

  @Override
  public void close() {}
}
