package dev.baton.cdi;

import dev.baton.locked.MethodRules;
import jakarta.enterprise.inject.build.compatible.spi.BeanInfo;
import jakarta.enterprise.inject.build.compatible.spi.BuildCompatibleExtension;
import jakarta.enterprise.inject.build.compatible.spi.InterceptorInfo;
import jakarta.enterprise.inject.build.compatible.spi.Messages;
import jakarta.enterprise.inject.build.compatible.spi.Registration;
import java.util.Arrays;

/**
 * Refuses, when the application is built or starts, methods that would run without their lock.
 * Where a container does not know such extensions, the first call of a method is refused instead.
 */
public class LockedExtension implements BuildCompatibleExtension {
  /** Made by the container. */
  public LockedExtension() {}

  /**
   * Looks at a bean.
   *
   * @param bean of any kind
   * @param messages takes what is wrong with it
   */
  @Registration(types = Object.class)
  public void check(BeanInfo bean, Messages messages) {
    if (bean.isClassBean() && !(bean instanceof InterceptorInfo)) {
      try {
        Class<?> type =
            Class.forName(
                bean.declaringClass().name(),
                false,
                Thread.currentThread().getContextClassLoader());
        check(type);
      } catch (ClassNotFoundException | LinkageError later) {
        // Its methods are looked at when they are called.
      } catch (IllegalStateException e) {
        messages.error(e.getMessage(), bean);
      }
    }
  }

  private static void check(Class<?> type) {
    MethodRules.types(type)
        .forEach(
            each -> {
              if (each.isAnnotationPresent(Locked.class)) {
                throw new IllegalStateException(
                    "@Locked on " + each.getName() + ": put it on the methods that are meant");
              }
              Arrays.stream(each.getDeclaredMethods())
                  .filter(method -> method.isAnnotationPresent(Locked.class))
                  .forEach(LockedMethod::of);
            });
  }
}
