package dev.baton.cdi;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** Around Jakarta's transactions, whose priority is 200, so that they end before the lock does. */
@Locked("")
@Interceptor
@Priority(Interceptor.Priority.PLATFORM_BEFORE + 100)
class LockedInterceptor implements Serializable { // as the beans of a session ask for
  private static final long serialVersionUID = 1;

  @Inject LockedMethods methods;

  @AroundInvoke
  @Nullable Object call(InvocationContext invocation) throws Exception {
    return methods.call(invocation);
  }
}
