package dev.baton.spring;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils.MethodFilter;

/**
 * Keeps the methods of beans with {@link Locked}, and those of their interfaces, in a native image.
 */
final class LockedMethodHints implements BeanRegistrationAotProcessor {
  @Override
  public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean bean) {
    Class<?> type = ClassUtils.getUserClass(bean.getBeanClass());
    MethodFilter locked = method -> AnnotatedElementUtils.hasAnnotation(method, Locked.class);
    if (MethodIntrospector.selectMethods(type, locked).isEmpty()) {
      return null;
    }
    Set<Class<?>> interfaces = ClassUtils.getAllInterfacesForClassAsSet(type);
    return (context, code) -> {
      ReflectionHints hints = context.getRuntimeHints().reflection();
      for (Class<?> up = type; up != null && up != Object.class; up = up.getSuperclass()) {
        hints.registerType(up, MemberCategory.INVOKE_DECLARED_METHODS);
      }
      interfaces.forEach(each -> hints.registerType(each, MemberCategory.INVOKE_DECLARED_METHODS));
    };
  }
}
