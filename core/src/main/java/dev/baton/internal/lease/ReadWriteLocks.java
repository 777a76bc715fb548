package dev.baton.internal.lease;

import dev.baton.DistributedLock;
import dev.baton.DistributedReadWriteLock;
import dev.baton.Lease;
import dev.baton.LockOptions;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.function.UnaryOperator;

/** Both sides of a read/write lock. */
public final class ReadWriteLocks implements DistributedReadWriteLock {
  private final DistributedLock readLock;
  private final DistributedLock writeLock;
  private final UnaryOperator<Lease> downgrade;

  private record View(Lock readLock, Lock writeLock) implements ReadWriteLock {}

  /**
   * A read/write lock.
   *
   * @param readLock which many hold
   * @param writeLock which one holds
   * @param downgrade makes a lease of the one from a lease of the other
   */
  public ReadWriteLocks(
      DistributedLock readLock, DistributedLock writeLock, UnaryOperator<Lease> downgrade) {
    this.readLock = readLock;
    this.writeLock = writeLock;
    this.downgrade = downgrade;
  }

  @Override
  public String name() {
    return writeLock.name();
  }

  @Override
  public LockOptions options() {
    return writeLock.options();
  }

  @Override
  public DistributedLock readLock() {
    return readLock;
  }

  @Override
  public DistributedLock writeLock() {
    return writeLock;
  }

  @Override
  public Lease downgrade(Lease writing) {
    return downgrade.apply(writing);
  }

  @Override
  public ReadWriteLock asJavaLock() {
    return new View(readLock.asJavaLock(), writeLock.asJavaLock());
  }

  /** Its name. */
  @Override
  public String toString() {
    return "DistributedReadWriteLock[\"" + name() + "\"]";
  }
}
