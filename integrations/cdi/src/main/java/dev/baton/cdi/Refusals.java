package dev.baton.cdi;

import dev.baton.locked.MethodRules;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Iterator;
import java.util.stream.BaseStream;

/**
 * Methods that would run without their lock, or go on when it is released. Each is told what to do
 * about it, by an {@code IllegalArgumentException}.
 */
final class Refusals {
  private Refusals() {}

  /** Refuses a method that the container does not call through an interceptor. */
  static void ofUnreachable(Method method) {
    if (method.getDeclaringClass().isInterface()) {
      throw new IllegalArgumentException(
          "it is of an interface, where CDI does not look for it: put it on the class's method");
    }
    MethodRules.checkOfABean(method);
    if (Modifier.isFinal(method.getModifiers())
        || Modifier.isFinal(method.getDeclaringClass().getModifiers())) {
      throw new IllegalArgumentException(
          "it or its class is final, so that CDI cannot put a lock around it: make it non-final");
    }
  }

  /** Refuses a method that has only begun its work when it returns, in a way not known here. */
  static void ofDeferred(Method method) {
    if (MethodRules.isSuspend(method)) {
      throw new IllegalArgumentException(
          "it is a suspend function, and would lose the lock when it is suspended for the first"
              + " time: take the lock in the function, by a LockClient");
    }
    Class<?> returns = method.getReturnType();
    if (!MethodRules.returnsStage(method)
        && (MethodRules.isDeferred(returns)
            || BaseStream.class.isAssignableFrom(returns)
            || Iterator.class.isAssignableFrom(returns))) {
      throw new IllegalArgumentException(
          "it returns "
              + returns.getName()
              + ", whose work would be done without the lock: return what comes of it, or a"
              + " CompletionStage");
    }
  }
}
