package dev.baton.cdi;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.util.Arrays;
import java.util.Iterator;
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
import java.util.stream.BaseStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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

  /** Packages of types whose work begins when they are subscribed to. */
  private static final List<String> DEFERRED =
      List.of(
          "org.reactivestreams.",
          "reactor.core.publisher.",
          "io.reactivex.",
          "io.smallrye.mutiny.",
          "kotlinx.coroutines.");

  private Refusals() {}

  /** Refuses a method that the container does not call through an interceptor. */
  static void ofUnreachable(Method method) {
    int modifiers = method.getModifiers();
    if (method.getDeclaringClass().isInterface()) {
      throw new IllegalArgumentException(
          "it is of an interface, where CDI does not look for it: put it on the class's method");
    }
    if (Modifier.isStatic(modifiers)) {
      throw new IllegalArgumentException(
          "it is static, and belongs to no bean: make it a method of the bean");
    }
    if (Modifier.isPrivate(modifiers)) {
      throw new IllegalArgumentException(
          "it is private, so that only its own object calls it, which takes no lock: put it into"
              + " another bean and call it there");
    }
    if (Modifier.isFinal(modifiers)
        || Modifier.isFinal(method.getDeclaringClass().getModifiers())) {
      throw new IllegalArgumentException(
          "it or its class is final, so that CDI cannot put a lock around it: make it non-final");
    }
  }

  /** Refuses a method that has only begun its work when it returns, in a way not known here. */
  static void ofDeferred(Method method) {
    Class<?>[] parameters = method.getParameterTypes();
    if (parameters.length > 0
        && parameters[parameters.length - 1].getName().equals("kotlin.coroutines.Continuation")) {
      throw new IllegalArgumentException(
          "it is a suspend function, and would lose the lock when it is suspended for the first"
              + " time: take the lock in the function, by a LockClient");
    }
    Class<?> returns = method.getReturnType();
    if (CompletionStage.class.isAssignableFrom(returns)) {
      if (!returns.isAssignableFrom(CompletableFuture.class)) {
        throw new IllegalArgumentException(
            "it returns "
                + returns.getName()
                + ", of which there is no other one to be returned until the lock is released:"
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
              + ", whose work would be done without the lock: return what comes of it, or a"
              + " CompletionStage");
    }
  }

  private static boolean isDeferred(Class<?> type) {
    return Flow.Publisher.class.isAssignableFrom(type)
        || BaseStream.class.isAssignableFrom(type)
        || Iterator.class.isAssignableFrom(type)
        || types(type)
            .map(Class::getName)
            .anyMatch(name -> DEFERRED.stream().anyMatch(name::startsWith));
  }

  /** A type, what it extends, and what it implements. */
  static Stream<Class<?>> types(@Nullable Class<?> type) {
    return type == null
        ? Stream.of()
        : Stream.concat(
            Stream.concat(Stream.of(type), types(type.getSuperclass())),
            Arrays.stream(type.getInterfaces()).flatMap(Refusals::types));
  }

  /**
   * What a method returns, or its stage is completed with, if it is left out.
   *
   * @throws IllegalArgumentException if its type cannot say so
   */
  static @Nullable Object nothing(Method method) {
    Class<?> type = method.getReturnType();
    if (CompletionStage.class.isAssignableFrom(type)) {
      return method.getGenericReturnType() instanceof ParameterizedType stage
              && stage.getActualTypeArguments()[0] instanceof ParameterizedType optional
          ? NOTHING.get(optional.getRawType())
          : null;
    }
    if (type == void.class
        || type == Void.class
        || NOTHING.containsKey(type)
        || isNullable(method)
        || isNullable(method.getAnnotatedReturnType())) {
      return NOTHING.get(type);
    }
    throw new IllegalArgumentException(
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
