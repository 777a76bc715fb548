package dev.baton.benchmarks.contestant;

/** A lock library, connected: one client of it in this process. */
public interface Contestant extends AutoCloseable {
  /** A lock of this name for one thread. */
  LockHandle handle(String name);

  @Override
  void close();
}
