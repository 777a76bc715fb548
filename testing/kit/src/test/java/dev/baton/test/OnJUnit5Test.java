package dev.baton.test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The first test of docs/testing.md in a JVM with JUnit 5, which many applications have. */
class OnJUnit5Test {
  private static final Path JUNIT_5 =
      Path.of("target/junit-5/junit-platform-console-standalone.jar");

  @Test
  void firstTest_withJUnit5_succeeds() throws Exception {
    Process junit =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath(),
                "org.junit.platform.console.ConsoleLauncher",
                "--disable-banner",
                "--select-class",
                TestingExamplesTest.LedgerTest.class.getName())
            .redirectErrorStream(true)
            .start();
    String said = new String(junit.getInputStream().readAllBytes(), UTF_8);
    assertThat(junit.waitFor()).as(said).isZero();
    assertThat(said).contains("2 tests successful");
  }

  /** That of this JVM, with JUnit 5 in the place of JUnit 6. */
  private static String classPath() {
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Arrays.stream(path.split(File.pathSeparator))
            .filter(entry -> !new File(entry).getName().startsWith("junit-"))
            .collect(Collectors.joining(File.pathSeparator))
        + File.pathSeparator
        + JUNIT_5.toAbsolutePath();
  }
}
