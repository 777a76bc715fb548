package dev.baton.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Lease;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.reactivestreams.Publisher;
import org.springframework.aop.config.AopConfigUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.SimpleThreadScope;
import org.springframework.core.Ordered;
import reactor.core.publisher.Mono;
import reactor.core.publisher.ParallelFlux;

/** What would run without its lock does not start; what would not does. */
@Execution(ExecutionMode.CONCURRENT)
class RefusedTest extends SpringCase {

  private void assertRefused(Class<?> bean, String... messages) {
    assertThatThrownBy(() -> start(bean))
        .satisfies(thrown -> assertThat(allMessages(thrown)).contains(messages));
  }

  private static String allMessages(Throwable thrown) {
    return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
        .map(Throwable::getMessage)
        .collect(Collectors.joining("\n"));
  }

  static class FinalMethod {
    @Locked("x")
    public final void run() {}
  }

  @Test
  void method_thatIsFinal_isRefused() {
    assertRefused(FinalMethod.class, "FinalMethod.run()", "final", "non-final");
  }

  static class PrivateMethod {
    @Locked("x")
    private void run() {}

    void runs() {
      run();
    }
  }

  @Test
  void method_thatIsPrivate_isRefused() {
    assertRefused(PrivateMethod.class, "PrivateMethod.run()", "private", "another bean");
  }

  static class StaticMethod {
    @Locked("x")
    static void run() {}
  }

  @Test
  void method_thatIsStatic_isRefused() {
    assertRefused(StaticMethod.class, "StaticMethod.run()", "static");
  }

  static final class FinalClass {
    @Locked("x")
    void run() {}
  }

  @Test
  void method_ofAFinalClassThatNoInterfaceHas_isRefused() {
    assertRefused(FinalClass.class, "FinalClass.run()", "class is final", "interface");
  }

  /** Has an interface, and a method that is not in it. */
  static class Besides implements Runnable {
    @Override
    public void run() {}

    @Locked("x")
    public void besides() {}
  }

  @Test
  void method_thatIsInNoInterfaceOfAProxyByInterfaces_isRefused() {
    assertRefused(Besides.class, "Besides.besides()", "declare it in an interface");
  }

  static class UnknownName {
    @Locked("x:#{#id}")
    void run(long number) {}
  }

  static class UnknownWithinAnExpression {
    @Locked("x:#{#number + @environment.getProperty(#id)}")
    void run(long number) {}
  }

  static class UnknownPosition {
    @Locked("x:#{#p1}")
    void run(long number) {}
  }

  static class UnknownFunction {
    @Locked("x:#{#hash(#number)}")
    void run(long number) {}
  }

  @Test
  void name_withAParameterThatIsNotThere_isRefused() {
    assertRefused(UnknownName.class, "UnknownName.run(long)", "\"id\"", "-parameters", "#p0");
  }

  @Test
  void name_withAParameterThatIsNotThereDeepDown_isRefused() {
    assertRefused(UnknownWithinAnExpression.class, "\"id\"");
  }

  @Test
  void name_withAPositionThatIsNotThere_isRefused() {
    assertRefused(UnknownPosition.class, "\"p1\"");
  }

  @Test
  void name_withAFunction_isRefused() {
    assertRefused(UnknownFunction.class, "\"hash\"");
  }

  static class BadExpression {
    @Locked("x:#{#id")
    void run(long id) {}
  }

  static class EmptyName {
    @Locked(" ")
    void run() {}
  }

  @Test
  void name_thatIsNoTemplate_isRefused() {
    assertRefused(BadExpression.class, "BadExpression.run(long)", "x:#{#id");
  }

  @Test
  void name_thatIsEmpty_isRefused() {
    assertRefused(EmptyName.class, "EmptyName.run()", "empty");
  }

  static class SkipsAnInt {
    @Locked(value = "x", whenBusy = WhenBusy.SKIP)
    int run() {
      return 1;
    }
  }

  static class SkipsAnObject {
    @Locked(value = "x", whenBusy = WhenBusy.SKIP)
    String run() {
      return "";
    }
  }

  @Test
  void skip_ofAPrimitive_isRefused() {
    assertRefused(SkipsAnInt.class, "SkipsAnInt.run()", "SKIP", "int");
  }

  @Test
  void skip_ofAnObject_isRefused() {
    assertRefused(SkipsAnObject.class, "SkipsAnObject.run()", "SKIP", "String", "Optional");
  }

  static class ReturnsAFuture {
    @Locked("x")
    Future<String> run() {
      return CompletableFuture.completedFuture("");
    }
  }

  /** A stage of its own kind. */
  static class OtherStage extends CompletableFuture<String> {}

  static class ReturnsAnotherStage {
    @Locked("x")
    OtherStage run() {
      return new OtherStage();
    }
  }

  static class ReturnsAPublisher {
    @Locked("x")
    Publisher<String> run() {
      return Mono.just("");
    }
  }

  static class ReturnsAParallelFlux {
    @Locked("x")
    ParallelFlux<Integer> run() {
      return Mono.just(1).flux().parallel();
    }
  }

  static class ReturnsAFlow {
    @Locked("x")
    Flow.Publisher<String> run() {
      return subscriber -> {};
    }
  }

  @Test
  void future_thatDoesNotTellWhenItIsDone_isRefused() {
    assertRefused(ReturnsAFuture.class, "ReturnsAFuture.run()", "CompletableFuture");
  }

  @Test
  void stage_ofAnotherKind_isRefused() {
    assertRefused(ReturnsAnotherStage.class, "ReturnsAnotherStage.run()", "CompletionStage");
  }

  @Test
  void publisher_thatIsNeitherMonoNorFlux_isRefused() {
    assertRefused(ReturnsAPublisher.class, "Publisher", "Mono or Flux");
  }

  @Test
  void parallelFlux_isRefused() {
    assertRefused(ReturnsAParallelFlux.class, "ParallelFlux", "Mono or Flux");
  }

  @Test
  void flowPublisher_isRefused() {
    assertRefused(ReturnsAFlow.class, "Flow$Publisher", "Mono or Flux");
  }

  static class OptionsAndLease {
    @Locked(value = "x", options = "some", lease = "1s")
    void run() {}
  }

  static class NoTime {
    @Locked(value = "x", maxWait = "soon")
    void run() {}
  }

  static class NoUnit {
    @Locked(value = "x", maxWait = "10")
    void run() {}
  }

  static class NegativeTime {
    @Locked(value = "x", maxWait = "-2s")
    void run() {}
  }

  static class LongLease {
    @Locked(value = "x", lease = "forever")
    void run() {}
  }

  static class NoProperty {
    @Locked("x:${nobody.knows}")
    void run() {}
  }

  static class NoOptions {
    @Locked(value = "x", options = "nowhere")
    void run() {}
  }

  static class NoClient {
    @Locked(value = "x", client = "nowhere")
    void run() {}
  }

  @Test
  void options_besideALease_areRefused() {
    assertRefused(OptionsAndLease.class, "OptionsAndLease.run()", "leave out");
  }

  @Test
  void wait_thatIsNoTime_isRefused() {
    assertRefused(NoTime.class, "NoTime.run()", "soon", "unit");
  }

  @Test
  void wait_withoutAUnit_isRefused() {
    assertRefused(NoUnit.class, "maxWait is no time: \"10\"", "unit");
  }

  @Test
  void wait_thatIsNegative_isRefused() {
    assertRefused(NegativeTime.class, "-2s");
  }

  @Test
  void lease_outOfBounds_isRefused() {
    assertRefused(LongLease.class, "LongLease.run()", "leaseDuration");
  }

  @Test
  void placeholder_thatNobodyKnows_isRefused() {
    assertRefused(NoProperty.class, "${nobody.knows}");
  }

  @Test
  void options_thatAreNoBean_areRefused() {
    assertRefused(NoOptions.class, "NoOptions.run()", "nowhere");
  }

  @Test
  void client_thatIsNoBean_isRefused() {
    assertRefused(NoClient.class, "NoClient.run()", "nowhere");
  }

  static class Fine {
    @Locked("fine")
    Lease run() {
      return CurrentLease.get();
    }
  }

  /** Takes the proxies away. */
  @Configuration(proxyBeanMethods = false)
  static class WithoutProxies {
    @Bean
    static BeanFactoryPostProcessor remover() {
      return beans ->
          ((BeanDefinitionRegistry) beans)
              .removeBeanDefinition(AopConfigUtils.AUTO_PROXY_CREATOR_BEAN_NAME);
    }

    @Bean
    Fine fine() {
      return new Fine();
    }
  }

  @Test
  void application_thatMakesNoProxies_isRefused() {
    assertRefused(WithoutProxies.class, "Fine", "makes no proxies", "@EnableLocked");
  }

  /** A post processor that needs a bean with locks. */
  @Configuration(proxyBeanMethods = false)
  static class TooEarly {
    @Bean
    static Fine fine() {
      return new Fine();
    }

    /** Of the same kind as what makes proxies, and made before that is at work. */
    @Bean
    static EarlyBird early(Fine fine) {
      return new EarlyBird(fine);
    }
  }

  /** Ordered as the auto proxy creator is. */
  static class EarlyBird implements BeanPostProcessor, Ordered {
    private final Object bean;

    EarlyBird(Object bean) {
      this.bean = bean;
    }

    @Override
    public int getOrder() {
      return HIGHEST_PRECEDENCE;
    }

    @Override
    public String toString() {
      return "needs " + bean;
    }
  }

  @Test
  void bean_thatIsMadeBeforeProxiesAre_isRefused() {
    assertRefused(TooEarly.class, "the bean fine", "before Spring could make a proxy", "@Lazy");
  }

  @Configuration(proxyBeanMethods = false)
  static class Late {
    @Bean
    @Lazy
    FinalMethod late() {
      throw new AssertionError("not made at the start");
    }
  }

  @Test
  void bean_thatIsMadeLater_isRefusedAtTheStart() {
    assertRefused(Late.class, "FinalMethod.run()");
  }

  /** Beans of all kinds. */
  @Configuration(proxyBeanMethods = false)
  static class Kinds {
    @Bean
    static BeanFactoryPostProcessor scopes() {
      return beans -> beans.registerScope("thread", new SimpleThreadScope());
    }

    @Bean
    @Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
    Fine prototype() {
      return new Fine();
    }

    @Bean
    @Scope(scopeName = "thread", proxyMode = ScopedProxyMode.TARGET_CLASS)
    Fine scoped() {
      return new Fine();
    }

    @Bean
    List<Fine> needed(
        @Qualifier("prototype") Fine one,
        @Qualifier("scoped") Fine two,
        @Qualifier("product") Fine three) {
      return List.of(one, two, three);
    }

    @Bean
    @Lazy
    Fine lazy() {
      return new Fine();
    }

    @Bean
    FactoryBean<Fine> product() {
      return new FactoryBean<>() {
        @Override
        public Fine getObject() {
          return new Fine();
        }

        @Override
        public Class<?> getObjectType() {
          return Fine.class;
        }
      };
    }
  }

  @Test
  void beans_ofAllScopes_haveTheirLocks() {
    start(Kinds.class);
    for (String name : List.of("prototype", "scoped", "lazy", "product")) {
      assertThat(application.getBean(name, Fine.class).run().lockName()).as(name).endsWith("fine");
    }
  }

  /** Stands in for a bean in somebody's test. */
  @Test
  void bean_thatSpringDidNotMake_isLeftAlone() {
    application.getBeanFactory().registerSingleton("mock", new Fine());
    start();
    assertThatThrownBy(() -> bean(Fine.class).run()).isInstanceOf(IllegalStateException.class);
  }

  /** Of a type that is known to the class only. */
  interface Handler<T> {
    Lease handle(T what);
  }

  static final class Texts implements Handler<String> {
    @Override
    @Locked("text:#{#text}")
    public Lease handle(String text) {
      return CurrentLease.get();
    }
  }

  @Test
  void method_ofAGenericInterface_isFoundInThat() {
    start(Texts.class);
    @SuppressWarnings("unchecked")
    Handler<String> texts = bean(Handler.class);
    assertThat(texts.handle("a").lockName()).endsWith("text:a");
  }

  /** Implemented by nobody but a proxy. */
  interface Remote {
    @Locked("remote:#{#name}")
    Lease call(String name);
  }

  @Configuration(proxyBeanMethods = false)
  static class Remotes {
    @Bean
    Remote remote() {
      return (Remote)
          Proxy.newProxyInstance(
              Remote.class.getClassLoader(),
              new Class<?>[] {Remote.class},
              (proxy, method, arguments) ->
                  method.getName().equals("call") ? CurrentLease.get() : null);
    }
  }

  @Test
  void bean_thatIsAProxyItself_hasItsLocks() {
    start(Remotes.class);
    assertThat(bean(Remote.class).call("a").lockName()).endsWith("remote:a");
  }

  /** Has a proxy of its own around the one with the locks. */
  @Configuration(proxyBeanMethods = false)
  static class Wrapped {
    @Bean
    static BeanPostProcessor wrapper() {
      return new BeanPostProcessor() {
        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
          if (!(bean instanceof LockedTest.Accounts)) {
            return bean;
          }
          return Proxy.newProxyInstance(
              bean.getClass().getClassLoader(),
              new Class<?>[] {LockedTest.Accounts.class},
              (proxy, method, arguments) -> method.invoke(bean, arguments));
        }
      };
    }

    @Bean
    LockedTest.Ledger ledger() {
      return new LockedTest.Ledger();
    }
  }

  @Test
  void bean_wrappedBySomethingElse_hasItsLocks() {
    start(Wrapped.class);
    assertThat(bean(LockedTest.Accounts.class).close("a").lockName()).endsWith("account:a");
  }

  @Test
  void transactions_thatAreNeitherHeldNorRefused_areRefused() {
    properties.put("baton.locked.transactions", "maybe");
    assertRefused(Fine.class, "baton.locked.transactions", "maybe", "hold or refuse");
  }
}
