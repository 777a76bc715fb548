package dev.baton.spring;

import dev.baton.locked.MethodRules;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.KotlinDetector;
import org.springframework.core.MethodParameter;
import org.springframework.util.ClassUtils;

/**
 * Methods that would run without their lock, or go on when it is released. Each is told what to do
 * about it, by an {@code IllegalArgumentException}.
 */
final class Refusals {

  static final String MONO = "reactor.core.publisher.Mono";
  static final String FLUX = "reactor.core.publisher.Flux";

  private Refusals() {}

  /** Refuses a method that Spring does not call through a proxy. */
  static void ofUnreachable(Method method, Class<?> type) {
    MethodRules.checkOfABean(method);
    if (Modifier.isFinal(type.getModifiers())) {
      if (!isIn(ClassUtils.getAllInterfacesForClassAsSet(type), method, type)) {
        throw new IllegalArgumentException(
            "its class is final, and no interface has the method, so that Spring cannot put a lock"
                + " around it: make the class non-final (open), or declare the method in an"
                + " interface");
      }
    } else if (Modifier.isFinal(method.getModifiers())) {
      throw new IllegalArgumentException(
          "it is final, so that Spring cannot put a lock around it: make it non-final (open)");
    }
  }

  /** Whether some interfaces have a method, as the type that implements them has it. */
  static boolean isIn(Collection<Class<?>> interfaces, Method method, Class<?> type) {
    return interfaces.stream()
        .flatMap(one -> Arrays.stream(one.getMethods()))
        .anyMatch(
            one -> one.equals(method) || AopUtils.getMostSpecificMethod(one, type).equals(method));
  }

  /** Refuses a method that has only begun its work when it returns, in a way not known here. */
  static void ofDeferred(Method method) {
    if (MethodRules.isSuspend(method)) {
      ofSuspend(method);
      return;
    }
    Class<?> returns = method.getReturnType();
    if (!MethodRules.returnsStage(method)
        && MethodRules.isDeferred(returns)
        && !returns.getName().equals(MONO)
        && !returns.getName().equals(FLUX)) {
      throw new IllegalArgumentException(
          "it returns "
              + returns.getName()
              + ", whose work begins when the lock is released: declare Mono or Flux of Reactor");
    }
  }

  private static void ofSuspend(Method method) {
    if (!KotlinDetector.isKotlinReflectPresent()
        || !ClassUtils.isPresent(
            "kotlinx.coroutines.reactor.MonoKt", AopUtils.class.getClassLoader())) {
      throw new IllegalArgumentException(
          "it is a suspend function, which Spring calls through its proxy only with"
              + " kotlinx-coroutines-reactor and kotlin-reflect, and it would lose the lock when"
              + " it is suspended for the first time: add both");
    }
    Class<?> returns = new MethodParameter(method, -1).getParameterType();
    if (CompletionStage.class.isAssignableFrom(returns)
        || Future.class.isAssignableFrom(returns)
        || MethodRules.isDeferred(returns)) {
      throw new IllegalArgumentException(
          "it is a suspend function that returns "
              + returns.getName()
              + ", whose work would go on when the lock is released: let it return what that comes"
              + " to");
    }
  }
}
