package dev.baton.locked;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What holds for methods that run under a lock, whichever framework calls them: which would run
 * without it, or go on when it is released, and what stands for a call that was left out. What is
 * refused is told what to do about it, by an {@code IllegalArgumentException}.
 */
public final class MethodRules {

  /** What is nothing, of the types that have it. */
  private static final Map<Type, Object> NOTHING =
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

  private MethodRules() {}

  /**
   * Refuses a method that no framework can put a lock around.
   *
   * @param method the method
   * @throws IllegalArgumentException if it is static or private
   */
  public static void checkOfABean(Method method) {
    if (Modifier.isStatic(method.getModifiers())) {
      throw new IllegalArgumentException(
          "it is static, and belongs to no bean: make it a method of the bean");
    }
    if (Modifier.isPrivate(method.getModifiers())) {
      throw new IllegalArgumentException(
          "it is private, so that only its own object calls it, which takes no lock: put it into"
              + " another bean and call it there");
    }
  }

  /**
   * Whether a method returns a stage, until whose end its lock is to be held.
   *
   * @param method the method
   * @return whether it does
   * @throws IllegalArgumentException if it returns a future or a stage for which no other one can
   *     be returned
   */
  public static boolean returnsStage(Method method) {
    Class<?> returns = method.getReturnType();
    if (CompletionStage.class.isAssignableFrom(returns)) {
      if (returns.isAssignableFrom(CompletableFuture.class)) {
        return true;
      }
      throw new IllegalArgumentException(
          "it returns "
              + returns.getName()
              + ", of which there is no other one to be returned in its place: declare"
              + " CompletableFuture or CompletionStage");
    }
    if (Future.class.isAssignableFrom(returns)) {
      throw new IllegalArgumentException(
          "it returns a Future, which does not tell when it is done: declare CompletableFuture or"
              + " CompletionStage");
    }
    return false;
  }

  /**
   * Whether the work of what a method returns only begins when that is subscribed to.
   *
   * @param type what it returns
   * @return whether it is a publisher, or a like of it, of the libraries that are known here
   */
  public static boolean isDeferred(Class<?> type) {
    return Flow.Publisher.class.isAssignableFrom(type)
        || types(type)
            .map(Class::getName)
            .anyMatch(name -> DEFERRED.stream().anyMatch(name::startsWith));
  }

  /**
   * Whether a method is a suspend function of Kotlin.
   *
   * @param method the method
   * @return whether it is
   */
  public static boolean isSuspend(Method method) {
    Class<?>[] parameters = method.getParameterTypes();
    return parameters.length > 0
        && parameters[parameters.length - 1].getName().equals("kotlin.coroutines.Continuation");
  }

  /**
   * A type, what it extends, and what it implements.
   *
   * @param type the type; null for none
   * @return all of them, some perhaps twice
   */
  public static Stream<Class<?>> types(@Nullable Class<?> type) {
    return type == null
        ? Stream.of()
        : Stream.concat(
            Stream.concat(Stream.of(type), types(type.getSuperclass())),
            Arrays.stream(type.getInterfaces()).flatMap(MethodRules::types));
  }

  /**
   * What a method returns, or its stage is completed with, if it is left out.
   *
   * @param method the method
   * @return null, or an empty {@code Optional} of the kind that it returns
   * @throws IllegalArgumentException if its type cannot say so
   */
  public static @Nullable Object nothing(Method method) {
    Class<?> type = method.getReturnType();
    if (CompletionStage.class.isAssignableFrom(type)) {
      return method.getGenericReturnType() instanceof ParameterizedType stage
          ? NOTHING.get(raw(stage.getActualTypeArguments()[0]))
          : null;
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

  private static Type raw(Type type) {
    return type instanceof ParameterizedType generic ? generic.getRawType() : type;
  }

  /**
   * Tells that a call cannot be left out.
   *
   * @param type what the method returns
   * @return to be thrown
   */
  public static IllegalArgumentException hasNothing(Class<?> type) {
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

  /**
   * A method as it is written in messages.
   *
   * @param method the method
   * @return such as {@code Orders.pay(long)}
   */
  public static String shown(Method method) {
    return method.getDeclaringClass().getSimpleName()
        + "."
        + method.getName()
        + Arrays.stream(method.getParameterTypes())
            .map(Class::getSimpleName)
            .collect(Collectors.joining(", ", "(", ")"));
  }
}
