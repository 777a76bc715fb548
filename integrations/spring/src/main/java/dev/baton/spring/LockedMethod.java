package dev.baton.spring;

import dev.baton.DistributedLock;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.locked.MethodRules;
import java.lang.reflect.Method;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.beans.BeansException;
import org.springframework.util.function.SingletonSupplier;

/**
 * A method that runs under a lock.
 *
 * @param method the method
 * @param name of the lock
 * @param maxWait for how long to wait for it
 * @param skips whether a call is left out if that is over
 * @param nothing what is returned then
 * @param way how it is called
 * @param source who holds the lock, and how; known once the application has started
 */
record LockedMethod(
    Method method,
    NameTemplate name,
    Duration maxWait,
    boolean skips,
    @Nullable Object nothing,
    Way way,
    SingletonSupplier<Source> source) {

  /**
   * Who holds a lock, and how.
   *
   * @param client holds it
   * @param options how it is held
   */
  record Source(LockClient client, LockOptions options) {}

  /**
   * Looks for the beans that it needs.
   *
   * @throws IllegalStateException if one is not there or does not fit
   */
  void start() {
    try {
      source.obtain();
    } catch (BeansException | IllegalArgumentException e) {
      throw new IllegalStateException(
          "@Locked on " + MethodRules.shown(method) + ": " + e.getMessage(), e);
    }
  }

  @Nullable Object call(ProxyMethodInvocation invocation) throws Throwable {
    Source from = source.obtain();
    DistributedLock lock = from.client().lock(name.of(invocation.getArguments()), from.options());
    return way.call(new Way.Entry(from.client(), lock, maxWait, skips, nothing), invocation);
  }
}
