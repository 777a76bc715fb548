package dev.baton.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** {@code man baton}. */
class ManPageTest {

  private static String page() {
    Outcome outcome = Outcome.of("man-page");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    return outcome.out();
  }

  private static Stream<CommandLine> commands() {
    return Commands.commandLine().getSubcommands().values().stream()
        .filter(command -> !command.getCommandSpec().usageMessage().hidden());
  }

  @Test
  void page_ofAllCommands_hasEveryOptionAndExitCode() {
    String page = page();

    assertThat(page).startsWith(".TH BATON 1 ").contains(".SH NAME\n", "BATON_CONFIG", "REDIS_URL");
    commands()
        .forEach(
            command -> {
              String name = command.getCommandName().replace("-", "\\-");
              assertThat(page).contains(".SS \"baton " + name + "\"\n");
              for (OptionSpec option : command.getCommandSpec().options()) {
                assertThat(page).contains(option.longestName().replace("-", "\\-"));
              }
            });
    assertThat(page)
        .doesNotContain("rehearse", "man\\-page", "null", "${DEFAULT", "${COMPL", "%n", "@|")
        .contains("How long COMMAND has between TERM and KILL, but no");
  }

  @Test
  void page_anyLine_isText() {
    assertThat(page().lines())
        .allMatch(line -> !line.startsWith("'"))
        .filteredOn(line -> line.startsWith("."))
        .allMatch(line -> line.matches("\\.(TH|SH|SS|PP|TP|nf|fi|nh|ad)( .*)?"));
  }

  @Test
  void page_formatted_hasNoWarningAndReadsAsItShould(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("baton.1"), page());
    String path = System.getenv("PATH");
    if (Stream.of(path.split(":")).noneMatch(bin -> Files.isExecutable(Path.of(bin, "groff")))) {
      return; // the texts above are all that can be looked at here
    }
    ProcessBuilder groff =
        new ProcessBuilder("groff", "-ww", "-man", "-Tascii", "-P-cbou", file.toString());
    groff.environment().putAll(Map.of("LC_ALL", "C"));
    Process process = groff.redirectError(folder.resolve("warnings").toFile()).start();
    String text = new String(process.getInputStream().readAllBytes(), UTF_8);

    assertThat(process.waitFor()).isZero();
    assertThat(read(folder.resolve("warnings"))).isEmpty();
    assertThat(text)
        .contains(
            "baton - locks on Redis and Valkey for the shell",
            "baton run -n -q --at-least 1m cleanup -- ./cleanup.sh",
            "migrate -c 'echo \"fence $BATON_FENCE\"; ./migrate'",
            "token=$(baton acquire -w 10 --lease 60 deploy) || exit");
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file);
  }
}
