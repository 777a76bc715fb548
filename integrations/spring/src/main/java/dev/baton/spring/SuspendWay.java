package dev.baton.spring;

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
      throw Refusals.hasNothing(type);
    }
    return null;
  }

  @Override
  void prepare(ProxyMethodInvocation invocation, List<Held> chain) {
    Object[] arguments = invocation.getArguments();
    int last = arguments.length - 1;
    arguments[last] = new WithChain((Continuation<?>) arguments[last], chain);
    invocation.setArguments(arguments);
  }

  /** That of a caller, of which only the context is used. */
  private record WithChain(Continuation<?> caller, List<Held> chain)
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
      implements ThreadContextElement<List<Held>> {
    private static final CoroutineContext.Key<Chain> KEY = new CoroutineContext.Key<>() {};

    private final List<Held> held;

    Chain(List<Held> held) {
      super(KEY);
      this.held = held;
    }

    @Override
    public List<Held> updateThreadContext(CoroutineContext context) {
      List<Held> before = Held.current();
      Held.current(held);
      return before;
    }

    @Override
    public void restoreThreadContext(CoroutineContext context, List<Held> before) {
      Held.current(before);
    }
  }
}
