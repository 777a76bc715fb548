package dev.baton.internal.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Runs what is annotated for jcstress in a process of its own: briefly in a build, for long with
 * {@code -Draces.jcstress}, as the module's pom.xml says.
 */
class RacesTest {
  private static final Path FOLDER = Path.of("target/jcstress");
  private static final String BRIEF_FORM =
      "-m quick -iters 2 -time 150 -strideSize 16 -strideCount 10 -spinStyle THREAD_YIELD";
  private static final String LONG_FORM = System.getProperty("races.jcstress", "");

  @Test
  void races_asTheMachineHasThem_endAsAllowed() throws IOException, InterruptedException {
    Files.createDirectories(FOLDER);
    Path output = FOLDER.resolve("output.txt");
    Process jcstress =
        new ProcessBuilder(command())
            .directory(FOLDER.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    int code = jcstress.waitFor();

    String told = Files.readString(output, UTF_8);
    assertThat(code).as(told).isZero();
    if (!LONG_FORM.isEmpty()) {
      assertThat(told).contains("Failed tests: No matches", "Error tests: No matches");
    }
  }

  private static List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(LONG_FORM.isEmpty() ? BriefRaces.class.getName() : "org.openjdk.jcstress.Main");
    command.addAll(List.of((LONG_FORM.isEmpty() ? BRIEF_FORM : LONG_FORM).split(" ")));
    return command;
  }
}
