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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.springframework.core.SpringVersion;

/** What is optional may not be there. */
class LeanTest {
  private static final List<String> OPTIONAL =
      List.of("spring-tx", "spring-jdbc", "reactor", "reactive-streams", "lettuce", "kotlin");

  @Test
  void application_withoutTransactionsAndReactor_hasItsLocks() throws Exception {
    String prefix = UUID.randomUUID() + ":";
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader lean =
        new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
      assertThatExceptionOfType(ClassNotFoundException.class)
          .isThrownBy(() -> lean.loadClass("reactor.core.publisher.Mono"));
      assertThatExceptionOfType(ClassNotFoundException.class)
          .isThrownBy(() -> lean.loadClass("org.springframework.transaction.TransactionManager"));
      Thread.currentThread().setContextClassLoader(lean);
      Object names =
          lean.loadClass(LeanApplication.class.getName())
              .getMethod("run", String.class, String.class)
              .invoke(null, RedisServer.shared().uri(), prefix);
      assertThat(names).isEqualTo(prefix + "order:1 " + prefix + "order:2");
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "spring.version", matches = ".+")
  void framework_isTheOneThatWasAskedFor() {
    assertThat(SpringVersion.getVersion()).isEqualTo(System.getProperty("spring.version"));
  }

  private static URL[] classPath() {
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Arrays.stream(path.split(File.pathSeparator))
        .map(File::new)
        .filter(file -> OPTIONAL.stream().noneMatch(nameOf(file)::contains))
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
