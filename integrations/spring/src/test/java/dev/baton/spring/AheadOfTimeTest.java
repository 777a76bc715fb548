package dev.baton.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.reflection;

import dev.baton.LockClient;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.TypeReference;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;

/** What Spring tells a native image of an application with locked methods. */
class AheadOfTimeTest {
  /** It is not started: nothing connects. */
  @Configuration(proxyBeanMethods = false)
  @EnableLocked
  static class Application {
    @Bean
    LockClient locks() {
      throw new AssertionError("a bean was made ahead of time");
    }

    @Bean
    Ledger ledger() {
      return new Ledger();
    }

    @Bean
    Shelf shelf() {
      return new Shelf();
    }

    @Bean
    Bystander bystander() {
      return new Bystander();
    }
  }

  /** Has its lock in a class above. */
  static class Ledger extends Writer {}

  static class Writer {
    @Locked("ledger:#{#id}")
    public void write(long id) {}
  }

  interface Books {
    @Locked("books")
    void close();
  }

  static final class Shelf implements Books {
    @Override
    public void close() {}
  }

  static class Bystander {
    public void look() {}
  }

  private final RuntimeHints hints = process();

  @Test
  void beans_withLocks_keepTheirMethods() {
    assertThat(hints).matches(methodsOf(Writer.class)).matches(methodsOf(Ledger.class));
    assertThat(hints).matches(methodsOf(Books.class)).matches(methodsOf(Shelf.class));
  }

  @Test
  void beans_withoutLocks_areNoConcernOfOurs() {
    assertThat(hints).doesNotMatch(methodsOf(Bystander.class));
  }

  @Test
  void annotation_ofALock_canBeRead() {
    assertThat(hints).matches(methodsOf(Locked.class));
  }

  @Test
  void transactions_thatArePresent_areSeen() {
    assertThat(Transactions.arePresent()).isTrue();
    for (String type : Transactions.TYPES) {
      assertThat(hints).matches(reflection().onType(TypeReference.of(type)));
    }
  }

  @Test
  void transactions_thatAreNotPresent_areLeftOut() {
    RuntimeHints without = new RuntimeHints();
    new LockedHints().registerHints(without, ClassLoader.getPlatformClassLoader());
    for (String type : Transactions.TYPES) {
      assertThat(without).doesNotMatch(reflection().onType(TypeReference.of(type)));
    }
  }

  private static Predicate<RuntimeHints> methodsOf(Class<?> type) {
    return reflection().onType(type).withMemberCategory(MemberCategory.INVOKE_DECLARED_METHODS);
  }

  private static RuntimeHints process() {
    DefaultGenerationContext context =
        new DefaultGenerationContext(
            new ClassNameGenerator(ClassName.get(Application.class)), new InMemoryGeneratedFiles());
    try (AnnotationConfigApplicationContext application =
        new AnnotationConfigApplicationContext()) {
      application.register(Application.class);
      new ApplicationContextAotGenerator().processAheadOfTime(application, context);
    }
    return context.getRuntimeHints();
  }
}
