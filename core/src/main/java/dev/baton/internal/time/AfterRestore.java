package dev.baton.internal.time;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * Has the JVM say that it was restored from a checkpoint, where there are CRaC's hooks: the
 * application brings {@code org.crac}, as for AWS Lambda's SnapStart, or the JDK has {@code
 * jdk.crac}. By reflection, as neither is needed.
 */
public final class AfterRestore {
  private static final System.Logger LOG = System.getLogger(AfterRestore.class.getName());

  /** That of the application first: it finds the JDK's by itself. */
  private static final String[] HOOKS = {"org.crac", "jdk.crac"};

  private AfterRestore() {}

  /**
   * Runs something after each restoration, before the application goes on.
   *
   * @return what is to be kept for as long as that shall be so: the JVM does not; null without
   *     hooks
   */
  public static @Nullable Object run(Runnable action) {
    for (String hooks : HOOKS) {
      Object registered = run(hooks, action);
      if (registered != null) {
        return registered;
      }
    }
    return null;
  }

  /**
   * As {@link #run(Runnable)}.
   *
   * @param hooks the package that has them
   */
  static @Nullable Object run(String hooks, Runnable action) {
    try {
      ClassLoader loader = AfterRestore.class.getClassLoader();
      Class<?> resource = Class.forName(hooks + ".Resource", true, loader);
      Object context =
          Class.forName(hooks + ".Core", true, loader).getMethod("getGlobalContext").invoke(null);
      Object listening =
          Proxy.newProxyInstance(
              loader,
              new Class<?>[] {resource},
              (proxy, method, arguments) -> answer(proxy, method, arguments, action));
      Class.forName(hooks + ".Context", true, loader)
          .getMethod("register", resource)
          .invoke(context, listening);
      return listening;
    } catch (ClassNotFoundException none) {
      return null;
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      LOG.log(System.Logger.Level.WARNING, "the hooks of " + hooks + " cannot be used", e);
      return null;
    }
  }

  private static @Nullable Object answer(
      Object proxy, Method method, Object @Nullable [] arguments, Runnable action) {
    return switch (method.getName()) {
      case "afterRestore" -> {
        action.run();
        yield null;
      }
      case "beforeCheckpoint" -> {
        FreshNumbers.close();
        yield null;
      }
      case "equals" -> arguments != null && arguments[0] == proxy;
      case "hashCode" -> System.identityHashCode(proxy);
      case "toString" -> "baton";
      default -> null;
    };
  }
}
