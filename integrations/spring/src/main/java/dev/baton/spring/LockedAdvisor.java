package dev.baton.spring;

import java.lang.reflect.Method;
import org.aopalliance.intercept.MethodInterceptor;
import org.springframework.aop.support.StaticMethodMatcherPointcutAdvisor;
import org.springframework.core.annotation.AnnotationUtils;

/** Puts locks around methods, in the proxies that Spring makes for it. */
final class LockedAdvisor extends StaticMethodMatcherPointcutAdvisor {
  private final LockedMethods methods;

  LockedAdvisor(LockedMethods methods) {
    super((MethodInterceptor) methods::call);
    this.methods = methods;
    setClassFilter(type -> AnnotationUtils.isCandidateClass(type, Locked.class));
    setOrder(methods.settings().order());
  }

  @Override
  public boolean matches(Method method, Class<?> type) {
    return methods.find(method, type) != null;
  }
}
