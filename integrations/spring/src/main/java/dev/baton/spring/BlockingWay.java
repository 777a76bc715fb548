package dev.baton.spring;

import dev.baton.locked.HeldLease;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.ProxyMethodInvocation;

/** On the caller's thread, until the method returns or throws. */
record BlockingWay(Transactions transactions) implements Way {

  @Override
  public @Nullable Object call(Entry entry, ProxyMethodInvocation invocation) throws Throwable {
    HeldLease again = entry.again(HeldLease.current());
    if (again != null) {
      return run(again, invocation);
    }
    transactions.check(entry.name());
    HeldLease held =
        HeldLease.acquire(
            entry.client(), entry.lock(), entry.maxWait(), entry.skips(), invocation.getMethod());
    if (held == null) {
      return entry.nothing();
    }
    transactions.keep(held);
    return run(held, invocation);
  }

  private static @Nullable Object run(HeldLease held, MethodInvocation invocation)
      throws Throwable {
    Object result;
    try (held) {
      result = held.during(invocation::proceed);
    }
    held.throwIfLost();
    return result;
  }
}
