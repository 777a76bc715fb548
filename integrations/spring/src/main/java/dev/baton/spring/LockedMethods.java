package dev.baton.spring;

import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.locked.MethodRules;
import dev.baton.spring.LockedMethod.Source;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.MethodClassKey;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils.MethodFilter;
import org.springframework.util.function.SingletonSupplier;

/** The methods with {@link Locked}: what is said of each is read once, when it is met. */
final class LockedMethods {
  /** The bean that runs bodies of methods that return a stage. */
  private static final String EXECUTOR = "applicationTaskExecutor";

  private final ConfigurableBeanFactory beans;
  private final Environment environment;
  private final Settings settings;
  private final Way blocking;
  private final Way stage;
  private final Map<MethodClassKey, Optional<LockedMethod>> known = new ConcurrentHashMap<>();

  LockedMethods(ConfigurableBeanFactory beans, Environment environment) {
    this.beans = beans;
    this.environment = environment;
    this.settings = Settings.of(environment);
    this.blocking = new BlockingWay(Transactions.of(settings));
    this.stage = new StageWay(SingletonSupplier.of(() -> executor(beans)));
  }

  private static Executor executor(ConfigurableBeanFactory beans) {
    return beans.containsBean(EXECUTOR)
        ? beans.getBean(EXECUTOR, Executor.class)
        : new CompletableFuture<Void>().defaultExecutor();
  }

  Settings settings() {
    return settings;
  }

  /**
   * What is said of a method as a class has it.
   *
   * @return null if it has no lock
   * @throws LockedMethodException if it would run without
   */
  @Nullable LockedMethod find(Method method, @Nullable Class<?> type) {
    return known
        .computeIfAbsent(
            new MethodClassKey(method, type), key -> Optional.ofNullable(look(method, type)))
        .orElse(null);
  }

  /**
   * The methods of a class that have locks.
   *
   * @throws LockedMethodException if one would run without
   */
  Set<Method> of(Class<?> type) {
    Class<?> user = ClassUtils.getUserClass(type);
    return MethodIntrospector.selectMethods(
        user, (MethodFilter) method -> find(method, user) != null);
  }

  /** All that were met so far. */
  List<LockedMethod> met() {
    return known.values().stream().flatMap(Optional::stream).toList();
  }

  /** Calls a method under its lock. */
  @Nullable Object call(MethodInvocation invocation) throws Throwable {
    Object target = invocation.getThis();
    LockedMethod method =
        find(invocation.getMethod(), target == null ? null : AopUtils.getTargetClass(target));
    return method == null ? invocation.proceed() : method.call((ProxyMethodInvocation) invocation);
  }

  private @Nullable LockedMethod look(Method method, @Nullable Class<?> type) {
    if (method.isSynthetic() && Modifier.isStatic(method.getModifiers())) {
      return null; // Kotlin's compiler has one for each open suspend function, as it is annotated
    }
    boolean proxy = type != null && Proxy.isProxyClass(type); // which knows no parameters' names
    Method specific = proxy ? method : AopUtils.getMostSpecificMethod(method, type);
    Locked locked = AnnotatedElementUtils.findMergedAnnotation(specific, Locked.class);
    if (locked == null) {
      locked = AnnotatedElementUtils.findMergedAnnotation(method, Locked.class);
    }
    if (locked == null) {
      return null;
    }
    try {
      Refusals.ofUnreachable(specific, type == null ? specific.getDeclaringClass() : type);
      return read(specific, locked);
    } catch (IllegalArgumentException e) {
      throw new LockedMethodException(
          "@Locked on " + MethodRules.shown(specific) + ": " + e.getMessage(), e);
    }
  }

  private LockedMethod read(Method method, Locked locked) {
    String maxWait = text(locked.maxWait());
    Way way = way(method);
    boolean skips = locked.whenBusy() == WhenBusy.SKIP;
    return new LockedMethod(
        method,
        new NameTemplate(method, settings.prefix(), text(locked.value()), beans),
        maxWait.isEmpty() ? settings.maxWait() : Settings.duration("maxWait", maxWait),
        skips,
        skips ? way.nothing(method) : null,
        way,
        source(locked));
  }

  private Way way(Method method) {
    Refusals.ofDeferred(method);
    if (MethodRules.isSuspend(method)) {
      return new SuspendWay();
    }
    Class<?> returns = method.getReturnType();
    if (CompletionStage.class.isAssignableFrom(returns)) {
      return stage;
    }
    return switch (returns.getName()) {
      case Refusals.MONO -> new ReactiveWay(/* single= */ true);
      case Refusals.FLUX -> new ReactiveWay(/* single= */ false);
      default -> blocking;
    };
  }

  /** Beans are asked for once the application has started, or at the first call. */
  private SingletonSupplier<Source> source(Locked locked) {
    String client = text(locked.client());
    String options = text(locked.options());
    String lease = text(locked.lease());
    String maxHold = text(locked.maxHold());
    if (!options.isEmpty() && !(lease + maxHold).isEmpty()) {
      throw new IllegalArgumentException(
          "options says how the lock is held: leave out either that or lease and maxHold");
    }
    return SingletonSupplier.of(
        () -> {
          LockClient from =
              client.isEmpty()
                  ? beans.getBean(LockClient.class)
                  : beans.getBean(client, LockClient.class);
          LockOptions held =
              options.isEmpty()
                  ? from.lock(settings.prefix() + "options").options() // the client's default
                  : beans.getBean(options, LockOptions.class);
          if (!lease.isEmpty()) {
            held = held.leaseDuration(Settings.duration("lease", lease));
          }
          if (!maxHold.isEmpty()) {
            held = held.maxHold(Settings.duration("maxHold", maxHold));
          }
          return new Source(from, held);
        });
  }

  /** A text without its placeholders. Before all beans are made only the environment knows them. */
  private String text(String written) {
    String text =
        environment.resolvePlaceholders(
            Objects.requireNonNullElse(beans.resolveEmbeddedValue(written), ""));
    if (text.contains("${")) {
      throw new IllegalArgumentException(
          "\"" + written + "\" has a placeholder that no property stands for");
    }
    return text;
  }
}
