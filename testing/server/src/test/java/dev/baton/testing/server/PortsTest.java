package dev.baton.testing.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ports that two test servers never have both. */
@Timeout(120)
class PortsTest {
  private static final int MANY = 1_000;

  @Test
  void port_givenOut_isNobodyElsesInThisJvm() {
    Set<Integer> taken = new HashSet<>();
    for (int i = 0; i < MANY; i++) {
      int port = Ports.take();
      assertThat(taken.add(port)).as("%s is new", port).isTrue();
      assertThat(port + 10_000).as("its cluster bus").isLessThan(32_768);
    }
  }

  @Test
  void port_givenOut_isNobodyElsesInAnotherJvm() throws Exception {
    Set<String> taken = new HashSet<>();
    for (int i = 0; i < MANY; i++) {
      taken.add("" + Ports.take());
    }
    Process other = jvm();
    String theirs = new String(other.getInputStream().readAllBytes(), US_ASCII);
    assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(theirs.lines().toList()).hasSize(MANY).doesNotContainAnyElementsOf(taken);
  }

  private static Process jvm() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Takes.class.getName())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** The other JVM. */
  static final class Takes {
    public static void main(String[] none) {
      for (int i = 0; i < MANY; i++) {
        System.out.println(Ports.take());
      }
    }
  }
}
