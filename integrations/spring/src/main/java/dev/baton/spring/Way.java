package dev.baton.spring;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.locked.HeldLease;
import dev.baton.locked.MethodRules;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.ProxyMethodInvocation;

/** How a method is called under its lock: it depends on what the method returns. */
interface Way {

  /**
   * Acquires, calls, and releases: now, or when that which it returns is subscribed to.
   *
   * @return what the method returns, or stands in for that
   */
  @Nullable Object call(Entry entry, ProxyMethodInvocation invocation) throws Throwable;

  /**
   * What stands for nothing if a call is left out.
   *
   * @throws IllegalArgumentException if what the method returns cannot say so
   */
  default @Nullable Object nothing(Method method) {
    return MethodRules.nothing(method);
  }

  /**
   * What a call has to acquire.
   *
   * @param client holds the lock
   * @param lock the lock of this call
   * @param maxWait for how long to wait
   * @param skips whether the method is left out if that is over
   * @param nothing what is returned then
   */
  record Entry(
      LockClient client,
      DistributedLock lock,
      Duration maxWait,
      boolean skips,
      @Nullable Object nothing) {

    String name() {
      return lock.name();
    }

    /** The lock as a chain of calls has it already, or null. */
    @Nullable HeldLease again(List<HeldLease> chain) {
      return HeldLease.again(chain, client, name());
    }

    HeldLease held(Lease acquired) {
      return new HeldLease(client, acquired);
    }
  }
}
