package dev.baton.cdi;

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

/** What is optional may not be there. */
class LeanTest {
  private static final List<String> OPTIONAL = List.of("transaction", "narayana", "mutiny");

  @Test
  void application_withoutTransactions_hasItsLocks() throws Exception {
    String id = UUID.randomUUID().toString();
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader lean =
        new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
      assertThatExceptionOfType(ClassNotFoundException.class)
          .isThrownBy(() -> lean.loadClass("jakarta.transaction.Transactional"));
      Thread.currentThread().setContextClassLoader(lean);
      Object name =
          lean.loadClass(LeanApplication.class.getName())
              .getMethod("run", String.class, String.class)
              .invoke(null, RedisServer.shared().patientUri(), id);
      assertThat(name).isEqualTo("lock:order:" + id);
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  private static URL[] classPath() {
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Arrays.stream(path.split(File.pathSeparator))
        .map(File::new)
        .filter(file -> OPTIONAL.stream().noneMatch(file.getName()::contains))
        .map(LeanTest::url)
        .toArray(URL[]::new);
  }

  private static URL url(File file) {
    try {
      return file.toURI().toURL();
    } catch (MalformedURLException e) {
      throw new AssertionError(e);
    }
  }
}
