package dev.baton.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.baton.testing.server.RedisServer;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import kotlin.coroutines.Continuation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.SpringVersion;

/** What is optional may not be there. */
class LeanTest {
  private static final List<String> OPTIONAL =
      List.of("spring-tx", "spring-jdbc", "reactor", "reactive-streams", "lettuce", "kotlin");

  @Test
  void application_withoutTransactionsAndReactor_hasItsLocks() throws Exception {
    String prefix = UUID.randomUUID() + ":";
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader lean = without(OPTIONAL)) {
      assertThatExceptionOfType(ClassNotFoundException.class)
          .isThrownBy(() -> lean.loadClass("reactor.core.publisher.Mono"));
      assertThatExceptionOfType(ClassNotFoundException.class)
          .isThrownBy(() -> lean.loadClass("org.springframework.transaction.TransactionManager"));
      Thread.currentThread().setContextClassLoader(lean);
      Object names =
          lean.loadClass(LeanApplication.class.getName())
              .getMethod("run", String.class, String.class)
              .invoke(null, RedisServer.shared().patientUri(), prefix);
      assertThat(names).isEqualTo(prefix + "order:1 " + prefix + "order:2");
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  /** Has a suspend function, as it is for Java. */
  public static class Suspends {
    @Locked("x")
    Object run(Continuation<String> continuation) {
      return continuation;
    }

    /** What is said of it. */
    public static String refusal() {
      try (AnnotationConfigApplicationContext application =
          new AnnotationConfigApplicationContext()) {
        application.register(Locking.class, Suspends.class);
        application.refresh();
        return "not refused";
      } catch (RuntimeException e) {
        return NestedExceptionUtils.getMostSpecificCause(e).getMessage();
      }
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableLocked
  static class Locking {}

  @Test
  void suspendFunction_withoutWhatSpringCallsItWith_isRefused() throws Exception {
    for (String missing : List.of("kotlinx-coroutines-reactor", "kotlin-reflect")) {
      try (URLClassLoader lean = without(List.of(missing))) {
        Object refusal = lean.loadClass(Suspends.class.getName()).getMethod("refusal").invoke(null);
        assertThat(refusal.toString()).contains("suspend function", "add both");
      }
    }
  }

  private static URLClassLoader without(List<String> left) {
    return new URLClassLoader(classPath(left), ClassLoader.getPlatformClassLoader());
  }

  @Test
  @EnabledIfSystemProperty(named = "spring.version", matches = ".+")
  void framework_isTheOneThatWasAskedFor() {
    assertThat(SpringVersion.getVersion()).isEqualTo(System.getProperty("spring.version"));
  }

  private static URL[] classPath(List<String> without) {
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Arrays.stream(path.split(File.pathSeparator))
        .map(File::new)
        .filter(file -> without.stream().noneMatch(nameOf(file)::contains))
        .map(LeanTest::url)
        .toArray(URL[]::new);
  }

  /** The name of a jar, or of the module whose classes are not packed yet. */
  private static String nameOf(File file) {
    return file.isDirectory()
        ? file.toPath().resolve("../..").normalize().getFileName().toString()
        : file.getName();
  }

  private static URL url(File file) {
    try {
      return file.toURI().toURL();
    } catch (MalformedURLException e) {
      throw new AssertionError(e);
    }
  }
}
