package dev.baton.spring;

import dev.baton.locked.HeldLease;
import dev.baton.locked.MethodRules;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import kotlin.coroutines.AbstractCoroutineContextElement;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.CoroutineContext;
import kotlinx.coroutines.ThreadContextElement;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.core.MethodParameter;

/**
 * A suspend function: Spring makes a {@code Mono} of it and of what its caller awaits, and knows
 * none of the threads on which it goes on.
 */
final class SuspendWay extends ReactiveWay {
  SuspendWay() {
    super(/* single= */ true);
  }

  /** It returns null. */
  @Override
  public @Nullable Object nothing(Method method) {
    MethodParameter returns = new MethodParameter(method, -1);
    Class<?> type = returns.getParameterType();
    if (type != void.class && (type == Optional.class || !returns.isOptional())) {
      throw MethodRules.hasNothing(type);
    }
    return null;
  }

  @Override
  void prepare(ProxyMethodInvocation invocation, List<HeldLease> chain) {
    Object[] arguments = invocation.getArguments();
    int last = arguments.length - 1;
    arguments[last] = new WithChain((Continuation<?>) arguments[last], chain);
    invocation.setArguments(arguments);
  }

  /** That of a caller, of which only the context is used. */
  private record WithChain(Continuation<?> caller, List<HeldLease> chain)
      implements Continuation<Object> {

    @Override
    public CoroutineContext getContext() {
      return caller.getContext().plus(new Chain(chain));
    }

    @Override
    public void resumeWith(Object result) {
      throw new IllegalStateException("the function is awaited as a Mono");
    }
  }

  /** Has each thread on which a coroutine goes on know what its chain of calls holds. */
  private static final class Chain extends AbstractCoroutineContextElement
      implements ThreadContextElement<List<HeldLease>> {
    private static final CoroutineContext.Key<Chain> KEY = new CoroutineContext.Key<>() {};

    private final List<HeldLease> held;

    Chain(List<HeldLease> held) {
      super(KEY);
      this.held = held;
    }

    @Override
    public List<HeldLease> updateThreadContext(CoroutineContext context) {
      List<HeldLease> before = HeldLease.current();
      HeldLease.current(held);
      return before;
    }

    @Override
    public void restoreThreadContext(CoroutineContext context, List<HeldLease> before) {
      HeldLease.current(before);
    }
  }
}
