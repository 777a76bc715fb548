package dev.baton.cdi;

import dev.baton.DistributedLock;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.locked.HeldLease;
import dev.baton.locked.MethodRules;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Default;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.literal.NamedLiteral;
import jakarta.inject.Inject;
import jakarta.interceptor.InvocationContext;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Calls methods under their locks. What is said of each is read once, when it is met. */
@ApplicationScoped
class LockedMethods {
  @Inject @Any Instance<LockClient> clients;
  @Inject @Any Instance<LockOptions> options;
  @Inject Instance<Transactions> transactions;
  private final Map<Method, Source> known = new ConcurrentHashMap<>();

  /**
   * Where the locks of a method come from.
   *
   * @param client holds them
   * @param options how they are held; null for the client's default
   */
  private record Source(LockedMethod method, LockClient client, @Nullable LockOptions options) {
    DistributedLock lock(String name) {
      return options == null ? client.lock(name) : client.lock(name, options);
    }
  }

  @Nullable Object call(InvocationContext invocation) throws Exception {
    Source from = known.computeIfAbsent(invocation.getMethod(), this::source);
    String name = from.method().name(invocation.getParameters());
    if (!from.method().isStage()) {
      return blocking(from, name, invocation);
    }
    CompletionStage<?> result;
    try {
      result = stage(from, name, invocation);
    } catch (Exception e) {
      result = CompletableFuture.failedFuture(e);
    }
    return result;
  }

  private Source source(Method method) {
    LockedMethod locked = LockedMethod.of(method);
    Locked said = locked.said();
    LockClient client = bean(method, clients, LockClient.class, said.client());
    LockOptions held =
        said.options().isEmpty() ? null : bean(method, options, LockOptions.class, said.options());
    return new Source(locked, client, locked.options(client, held));
  }

  private static <T> T bean(Method method, Instance<T> beans, Class<T> type, String name) {
    Instance<T> chosen =
        name.isEmpty()
            ? beans.select(Default.Literal.INSTANCE)
            : beans.select(NamedLiteral.of(name));
    if (!chosen.isResolvable()) {
      throw new IllegalStateException(
          "@Locked on %s needs %s bean of type %s%s: produce it in the application"
              .formatted(
                  MethodRules.shown(method),
                  chosen.isUnsatisfied() ? "a" : "only one",
                  type.getName(),
                  name.isEmpty() ? "" : " named " + name));
    }
    return chosen.get();
  }

  private @Nullable Object blocking(Source from, String name, InvocationContext invocation)
      throws Exception {
    HeldLease held = hold(from, name);
    if (held == null) {
      return from.method().nothing();
    }
    Object result;
    try (held) {
      result = held.during(invocation::proceed);
    }
    held.throwIfLost();
    return result;
  }

  private CompletableFuture<?> stage(Source from, String name, InvocationContext invocation)
      throws Exception {
    HeldLease held = hold(from, name);
    if (held == null) {
      return CompletableFuture.completedFuture(from.method().nothing());
    }
    CompletionStage<?> ongoing;
    try {
      Object stage = held.during(invocation::proceed);
      ongoing =
          stage == null ? CompletableFuture.completedFuture(null) : (CompletionStage<?>) stage;
    } catch (Throwable e) {
      held.close();
      throw e;
    }
    CompletableFuture<@Nullable Object> result = new CompletableFuture<>();
    var unusedEnd =
        ongoing.whenComplete(
            (value, thrown) -> {
              // What waits for the result must not run on a thread of the lock client.
              var unusedRelease =
                  held.closeAsync()
                      .whenCompleteAsync(
                          (nothing, lost) -> {
                            if (thrown == null && lost == null) {
                              result.complete(value);
                            } else {
                              result.completeExceptionally(thrown == null ? lost : thrown);
                            }
                          });
            });
    return result;
  }

  /** The lease that this thread has, or a new one; null if the call is to be left out. */
  private @Nullable HeldLease hold(Source from, String name) throws InterruptedException {
    HeldLease again = HeldLease.again(HeldLease.current(), from.client(), name);
    if (again != null) {
      return again;
    }
    LockedMethod method = from.method();
    HeldLease held =
        HeldLease.acquire(
            from.client(), from.lock(name), method.maxWait(), method.skips(), method.method());
    if (held == null) {
      return null;
    }
    try {
      for (Transactions each : transactions) {
        each.keep(held);
      }
    } catch (RuntimeException e) {
      held.close();
      throw e;
    }
    return held;
  }
}
