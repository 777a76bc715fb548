package dev.baton.spring;

import dev.baton.Lease;
import dev.baton.LockException;
import java.lang.reflect.Method;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.util.ReflectionUtils;

/** On the caller's thread, until the method returns or throws. */
record BlockingWay(Transactions transactions) implements Way {

  @Override
  public @Nullable Object call(Entry entry, ProxyMethodInvocation invocation) throws Throwable {
    Held again = entry.again(Held.current());
    if (again != null) {
      return run(again, invocation);
    }
    transactions.check(entry.name());
    Lease acquired = acquire(entry, invocation.getMethod());
    if (acquired == null) {
      return entry.nothing();
    }
    Held held = entry.held(acquired);
    transactions.keep(held);
    return run(held, invocation);
  }

  private static @Nullable Object run(Held held, MethodInvocation invocation) throws Throwable {
    Object result;
    try (held) {
      result = held.during(invocation::proceed);
    }
    held.throwIfLost();
    return result;
  }

  private static @Nullable Lease acquire(Entry entry, Method method) throws InterruptedException {
    try {
      return entry.skips()
          ? entry.lock().tryAcquire(entry.maxWait()).orElse(null)
          : entry.lock().acquire(entry.maxWait());
    } catch (InterruptedException e) {
      if (ReflectionUtils.declaresException(method, InterruptedException.class)) {
        throw e;
      }
      Thread.currentThread().interrupt();
      throw new LockException(
          entry.name(),
          "interrupted while it waited for \"" + entry.name() + "\": the lock is not held",
          e);
    }
  }
}
