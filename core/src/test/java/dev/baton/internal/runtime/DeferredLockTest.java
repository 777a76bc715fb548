package dev.baton.internal.runtime;

import static dev.baton.internal.runtime.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.BackendException;
import dev.baton.DistributedLock;
import dev.baton.LeaseFunction;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.internal.deferred.DeferredClient;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Test;

/** Each call on a lock of a deferred client is one on the lock that it becomes. */
class DeferredLockTest {
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final CountDownLatch up = new CountDownLatch(1);

  private <T> T recorder(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              Class<?> result = method.getReturnType();
              if (result == DistributedLock.class || result == Lock.class) {
                return recorder(result);
              }
              calls.add(method.getName() + Arrays.toString(method.getParameterTypes()));
              return result == boolean.class ? Boolean.TRUE : null;
            }));
  }

  private LockClient deferred() {
    return DeferredClient.open(
        () -> {
          if (up.getCount() > 0) {
            throw new BackendException("", BackendException.Outcome.NOT_DONE, "down", null);
          }
          return recorder(LockClient.class);
        },
        "server-1",
        LockOptions.defaults());
  }

  /** The methods whose answer is the server's. */
  private static List<Method> asking(Class<?> type) {
    List<String> own = List.of("name", "options", "asJavaLock", "newCondition");
    return Arrays.stream(type.getDeclaredMethods())
        .filter(method -> !own.contains(method.getName()))
        .toList();
  }

  private static Object call(Method method, Object on) throws Throwable {
    Object[] arguments =
        Arrays.stream(method.getParameterTypes()).map(DeferredLockTest::any).toArray();
    try {
      return method.invoke(on, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static Object any(Class<?> type) {
    if (type == Duration.class) {
      return Duration.ofSeconds(1);
    }
    if (type == LeaseFunction.class) {
      return (LeaseFunction<String, RuntimeException>) lease -> "done";
    }
    if (type == TimeUnit.class) {
      return TimeUnit.SECONDS;
    }
    return type == long.class ? (Object) 1L : "t";
  }

  @Test
  void eachMethod_beforeThereIsAConnection_isRefused() throws Throwable {
    try (LockClient client = deferred()) {
      DistributedLock lock = client.lock("k");
      for (Method method : asking(DistributedLock.class)) {
        if (method.getReturnType() == CompletionStage.class) {
          CompletionStage<?> stage = (CompletionStage<?>) call(method, lock);
          assertThat(stage.toCompletableFuture()).isCompletedExceptionally();
        } else {
          assertThatThrownBy(() -> call(method, lock)).isInstanceOf(BackendException.class);
        }
      }
      for (Method method : asking(Lock.class)) {
        assertThatThrownBy(() -> call(method, lock.asJavaLock()))
            .isInstanceOf(BackendException.class);
      }
      assertThat(calls).isEmpty();
    }
  }

  @Test
  void eachMethod_onceThereIsAConnection_isThatOfTheLock() throws Throwable {
    try (LockClient client = deferred()) {
      DistributedLock lock = client.lock("k");
      up.countDown();
      await().ignoreExceptionsInstanceOf(BackendException.class).until(lock::isLocked);
      for (Method method : asking(DistributedLock.class)) {
        assertIsPassedOn(method, lock);
      }
      for (Method method : asking(Lock.class)) {
        assertIsPassedOn(method, lock.asJavaLock());
      }
      for (Method method : List.of(find("find"), find("findForeign"))) {
        assertIsPassedOn(method, client);
      }
    }
    assertThat(calls).containsExactly("close[]");
  }

  private static Method find(String name) throws NoSuchMethodException {
    return LockClient.class.getMethod(name, String.class);
  }

  private void assertIsPassedOn(Method method, Object on) throws Throwable {
    calls.clear();
    call(method, on);
    assertThat(calls)
        .containsExactly(method.getName() + Arrays.toString(method.getParameterTypes()));
    calls.clear();
  }

  @Test
  void lock_ofOneNameAndTheSameOptions_isTheSame() {
    LockOptions others = LockOptions.defaults().strictFifo(true);
    try (LockClient client = deferred();
        LockClient another = deferred()) {
      DistributedLock lock = client.lock("k");
      assertThat(lock)
          .isEqualTo(client.lock("k", LockOptions.defaults()))
          .hasSameHashCodeAs(client.lock("k"))
          .isNotEqualTo(client.lock("k", others))
          .isNotEqualTo(client.lock("l"))
          .isNotEqualTo(another.lock("k"))
          .isNotEqualTo("k")
          .hasToString("DistributedLock[\"k\"]");
      assertThat(lock.name()).isEqualTo("k");
      assertThat(client.lock("k", others).options()).isEqualTo(others);
      assertThatThrownBy(() -> lock.asJavaLock().newCondition())
          .isInstanceOf(UnsupportedOperationException.class);
    }
  }
}
