package dev.baton.spring;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.KotlinDetector;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * Methods that would run without their lock, or go on when it is released. Each is told what to do
 * about it, by an {@code IllegalArgumentException}.
 */
final class Refusals {

  /** What is nothing, of the types that have it. */
  private static final Map<Class<?>, Object> NOTHING =
      Map.of(
          Optional.class, Optional.empty(),
          OptionalInt.class, OptionalInt.empty(),
          OptionalLong.class, OptionalLong.empty(),
          OptionalDouble.class, OptionalDouble.empty());

  static final String MONO = "reactor.core.publisher.Mono";
  static final String FLUX = "reactor.core.publisher.Flux";

  /** Packages of types whose work begins when they are subscribed to. */
  private static final List<String> DEFERRED =
      List.of(
          "org.reactivestreams.",
          "reactor.core.publisher.",
          "io.reactivex.",
          "io.smallrye.mutiny.",
          "kotlinx.coroutines.");

  private Refusals() {}

  /** Refuses a method that Spring does not call through a proxy. */
  static void ofUnreachable(Method method, Class<?> type) {
    int modifiers = method.getModifiers();
    if (Modifier.isStatic(modifiers)) {
      throw new IllegalArgumentException(
          "it is static, and belongs to no bean: make it a method of the bean");
    }
    if (Modifier.isPrivate(modifiers)) {
      throw new IllegalArgumentException(
          "it is private, so that only its own object calls it, which takes no lock: put it into"
              + " another bean and call it there");
    }
    if (Modifier.isFinal(type.getModifiers())) {
      if (!isIn(ClassUtils.getAllInterfacesForClassAsSet(type), method, type)) {
        throw new IllegalArgumentException(
            "its class is final, and no interface has the method, so that Spring cannot put a lock"
                + " around it: make the class non-final (open), or declare the method in an"
                + " interface");
      }
    } else if (Modifier.isFinal(modifiers)) {
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
    if (isSuspend(method)) {
      ofSuspend(method);
      return;
    }
    Class<?> returns = method.getReturnType();
    if (CompletionStage.class.isAssignableFrom(returns)) {
      if (!returns.isAssignableFrom(CompletableFuture.class)) {
        throw new IllegalArgumentException(
            "it returns "
                + returns.getName()
                + ", of which there is no other one to be returned while the lock is waited for:"
                + " declare CompletableFuture or CompletionStage");
      }
    } else if (Future.class.isAssignableFrom(returns)) {
      throw new IllegalArgumentException(
          "it returns a Future, which does not tell when it is done: declare CompletableFuture or"
              + " CompletionStage");
    } else if (isDeferred(returns)) {
      throw new IllegalArgumentException(
          "it returns "
              + returns.getName()
              + ", whose work begins when the lock is released: declare Mono or Flux of Reactor");
    }
  }

  /** Whether a method is a suspend function of Kotlin. */
  static boolean isSuspend(Method method) {
    Class<?>[] parameters = method.getParameterTypes();
    return parameters.length > 0
        && parameters[parameters.length - 1].getName().equals("kotlin.coroutines.Continuation");
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
    if (returns.getName().equals(MONO)
        || returns.getName().equals(FLUX)
        || CompletionStage.class.isAssignableFrom(returns)
        || Future.class.isAssignableFrom(returns)
        || isDeferred(returns)) {
      throw new IllegalArgumentException(
          "it is a suspend function that returns "
              + returns.getName()
              + ", whose work would go on when the lock is released: let it return what that comes"
              + " to");
    }
  }

  private static boolean isDeferred(Class<?> type) {
    if (type.getName().equals(MONO) || type.getName().equals(FLUX)) {
      return false;
    }
    return Flow.Publisher.class.isAssignableFrom(type)
        || Stream.concat(Stream.of(type), ClassUtils.getAllInterfacesForClassAsSet(type).stream())
            .map(Class::getName)
            .anyMatch(name -> DEFERRED.stream().anyMatch(name::startsWith));
  }

  /**
   * What a method returns that is left out.
   *
   * @throws IllegalArgumentException if its type cannot say so
   */
  static @Nullable Object nothing(Method method) {
    Class<?> type = method.getReturnType();
    if (CompletionStage.class.isAssignableFrom(type)) {
      ResolvableType stage = ResolvableType.forMethodReturnType(method).as(CompletionStage.class);
      return NOTHING.get(stage.getGeneric(0).toClass());
    }
    if (type == void.class
        || type == Void.class
        || NOTHING.containsKey(type)
        || isNullable(method)
        || isNullable(method.getAnnotatedReturnType())) {
      return NOTHING.get(type);
    }
    throw hasNothing(type);
  }

  static IllegalArgumentException hasNothing(Class<?> type) {
    return new IllegalArgumentException(
        "whenBusy = SKIP, but "
            + type.getSimpleName()
            + " has no value that says so: return void, an Optional or a @Nullable type, or let it"
            + " throw");
  }

  private static boolean isNullable(AnnotatedElement element) {
    return Arrays.stream(element.getAnnotations())
        .anyMatch(one -> one.annotationType().getSimpleName().equals("Nullable"));
  }
}
