package dev.baton.spring;

import dev.baton.locked.MethodRules;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.aop.SpringProxy;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.autoproxy.AbstractAutoProxyCreator;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedObject;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.annotation.AnnotationUtils;

/**
 * Looks at all beans once the application is about to start, so that none runs without its locks:
 * neither one that is made later, nor one that was made before Spring could make a proxy for it.
 */
final class LockedBeans implements BeanPostProcessor, PriorityOrdered, SmartInitializingSingleton {
  private final ConfigurableListableBeanFactory beans;
  private final LockedMethods methods;

  /** Those that Spring made, in contrast to those that it was given, mocks for instance. */
  private final Set<String> made = ConcurrentHashMap.newKeySet();

  LockedBeans(ConfigurableListableBeanFactory beans, LockedMethods methods) {
    this.beans = beans;
    this.methods = methods;
  }

  /** Before what may bring other beans along, which are made too early then. */
  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String name) {
    if (hasLocks(bean.getClass())
        && !name.endsWith(AutowireCapableBeanFactory.ORIGINAL_INSTANCE_SUFFIX)) {
      made.add(name);
    }
    return bean;
  }

  @Override
  public void afterSingletonsInstantiated() {
    for (String name : beans.getBeanNamesForType(Object.class, true, false)) {
      Class<?> type = AutoProxyUtils.determineTargetClass(beans, name);
      if (type != null && hasLocks(type)) {
        checkProxies(type);
      }
    }
    made.stream()
        .filter(beans::containsSingleton)
        .forEach(name -> check(name, beans.getBean(name)));
    methods.met().forEach(LockedMethod::start);
  }

  private boolean hasLocks(Class<?> type) {
    return AnnotationUtils.isCandidateClass(type, Locked.class) && !methods.of(type).isEmpty();
  }

  /** For beans that are made later. */
  private void checkProxies(Class<?> type) {
    if (beans.getBeanNamesForType(AbstractAutoProxyCreator.class, true, false).length == 0) {
      throw new LockedMethodException(
          type.getName()
              + " has @Locked methods, but Spring makes no proxies in this context, so that they"
              + " would run without their locks: add @EnableLocked to a @Configuration of it");
    }
  }

  private void check(String name, Object bean) {
    if (bean instanceof ScopedObject) {
      return; // it is the bean behind it that has the locks
    }
    boolean locks =
        bean instanceof Advised proxy
            ? Arrays.stream(proxy.getAdvisors()).anyMatch(LockedAdvisor.class::isInstance)
            : bean instanceof SpringProxy || Proxy.isProxyClass(bean.getClass());
    if (!locks) {
      throw new LockedMethodException(
          ("the bean %s has @Locked methods, but was made before Spring could make a proxy for it, so"
                  + " that they would run without their locks: let no BeanPostProcessor need it, or"
                  + " need it @Lazy")
              .formatted(name));
    }
    if (AopUtils.isJdkDynamicProxy(bean)) {
      methods.of(AopUtils.getTargetClass(bean)).forEach(method -> checkInterfaces(method, bean));
    }
  }

  private static void checkInterfaces(Method method, Object proxy) {
    List<Class<?>> interfaces = List.of(proxy.getClass().getInterfaces());
    if (!Refusals.isIn(interfaces, method, AopUtils.getTargetClass(proxy))) {
      throw new LockedMethodException(
          "@Locked on "
              + MethodRules.shown(method)
              + ": the proxy of its bean has the methods of the interfaces only, so that only its"
              + " own object calls this one, which takes no lock: declare it in an interface");
    }
  }
}
