package dev.baton.internal.deferred;

import dev.baton.DistributedLock;
import dev.baton.LockOptions;
import dev.baton.internal.lease.Forwarding;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A lock of a {@link DeferredClient}: refuses until that is connected, and is then the lock. */
final class DeferredLock extends Forwarding<DistributedLock> implements DistributedLock {
  private final DeferredClient client;

  /**
   * A lock.
   *
   * @param found finds it, once there is a client
   */
  DeferredLock(
      DeferredClient client,
      String name,
      LockOptions options,
      Supplier<? extends DistributedLock> found) {
    super(client, name, options, found);
    this.client = client;
  }

  @Override
  public Lock asJavaLock() {
    return new DeferredJavaLock(this);
  }

  /** The lock, see {@link #target()}. */
  DistributedLock connected() {
    return target();
  }

  @Override
  public boolean isLocked() {
    return target().isLocked();
  }

  /** Locks of one client with one name and the same options are the same. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DeferredLock that
        && that.isOf(client)
        && name().equals(that.name())
        && options().equals(that.options());
  }

  @Override
  public int hashCode() {
    return name().hashCode();
  }

  @Override
  public String toString() {
    return "DistributedLock[\"" + name() + "\"]";
  }
}
