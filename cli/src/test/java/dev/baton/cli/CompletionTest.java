package dev.baton.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What {@code completion} prints, in the shells that are here. */
class CompletionTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // before each test
  private Path folder;

  private Path script(String shell) throws IOException {
    Outcome outcome = Outcome.of("completion", shell);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    return Files.writeString(folder.resolve("baton." + shell), outcome.out());
  }

  /** What a program prints on both outputs. */
  private static String run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String out = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return out;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean installed(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private static Stream<CommandLine> commands() {
    return Commands.commandLine().getSubcommands().values().stream()
        .filter(command -> !command.getCommandSpec().usageMessage().hidden());
  }

  /** What bash offers for the last of these words. */
  private Set<String> bash(String... words) throws IOException {
    String line =
        "compopt() { :; }; source '%s'; COMP_WORDS=(%s); COMP_CWORD=%d; _complete_baton; printf '%%s\\n' \"${COMPREPLY[@]}\""
            .formatted(
                script("bash"),
                Arrays.stream(words).map(w -> "'" + w + "'").collect(Collectors.joining(" ")),
                words.length - 1);
    return run("bash", "--norc", "-c", line).lines().map(String::strip).collect(Collectors.toSet());
  }

  @Test
  void bash_firstWord_offersEveryCommandAndNothingHidden() throws IOException {
    Set<String> offered = bash("baton", "");

    assertThat(offered).containsAll(commands().map(CommandLine::getCommandName).toList());
    assertThat(offered).doesNotContain("rehearse", "man-page");
    assertThat(bash("baton", "ru")).containsExactly("run");
  }

  @Test
  void bash_options_areThoseOfTheCommandAndOfAll() throws IOException {
    for (CommandLine command : commands().toList()) {
      Set<String> options =
          command.getCommandSpec().options().stream()
              .filter(option -> !option.hidden())
              .map(OptionSpec::longestName)
              .collect(Collectors.toCollection(TreeSet::new));

      assertThat(bash("baton", command.getCommandName(), "-"))
          .as(command.getCommandName())
          .containsAll(options);
    }
    assertThat(bash("baton", "run", "--le")).containsExactly("--lease");
    assertThat(bash("baton", "completion", "fi")).containsExactly("fish");
  }

  @Test
  void bash_afterTwoDashes_offersWhatTheOtherCommandTakes() throws IOException {
    assertThat(bash("baton", "run", "k", "--", "bas")).contains("bash").doesNotContain("run");
    assertThat(bash("baton", "run", "k", "--", "ls", "-")).containsOnly("");
    assertThat(bash("baton", "run", "--", "ls", "--ur")).containsOnly("");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh", "fish"})
  void everyShell_text_hasEveryCommandAndOption(String shell) throws IOException {
    String script = Files.readString(script(shell));

    for (CommandLine command : commands().toList()) {
      assertThat(script).contains(command.getCommandName());
      for (OptionSpec option : command.getCommandSpec().options()) {
        assertThat(script)
            .as(command.getCommandName())
            .contains((shell.equals("fish") ? "-l " : "--") + option.longestName().substring(2));
      }
    }
    assertThat(script).doesNotContain("rehearse", "man-page");
  }

  @Test
  void fish_text_quotesWhatItSays() throws IOException {
    assertThat(Files.readAllLines(script("fish")))
        .contains(
            "complete -c baton -n '__fish_seen_subcommand_from doctor' -l names -x -d 'What the"
                + " names of your locks begin with, if this user\\'s rights end there'",
            "complete -c baton -n '__fish_seen_subcommand_from completion' -a 'bash zsh fish'")
        .allMatch(line -> line.isEmpty() || line.startsWith("#") || line.startsWith("complete -c"));
  }

  @Test
  void zsh_text_quotesWhatItSays() throws IOException {
    assertThat(Files.readString(script("zsh")))
        .startsWith("#compdef baton\n")
        .contains(
            "{-n,--nonblock,--nb,--nonblocking}'[Do not wait\\: fail if the lock is busy]' \\\n",
            "'(--url)'--url='[Where Redis is, as redis\\://",
            "if this user'\\''s rights end there]:BEGINNING: '",
            "'1:SHELL:(bash zsh fish)'");
  }

  @Test
  void shellsThatAreHere_readTheirScripts() throws IOException {
    assertThat(run("bash", "-n", script("bash").toString())).isEmpty();
    // bash takes quotes and brackets as zsh does, apart from what is zsh's own
    assertThat(run("bash", "-n", script("zsh").toString())).isEmpty();
    if (installed("zsh")) {
      assertThat(run("zsh", "-fn", script("zsh").toString())).isEmpty();
    }
    if (installed("fish")) {
      String ask = "source '" + script("fish") + "'; complete -C 'baton ru'";
      assertThat(run("fish", "--no-config", "-c", ask)).startsWith("run\t");
    }
  }

  @ParameterizedTest
  @CsvSource({"tcsh", "''"})
  void shell_unknown_isUsageThatNamesThoseThereAre(String shell) {
    Outcome outcome = Outcome.of("completion", shell);

    assertThat(outcome.code()).isEqualTo(64);
    assertThat(outcome.err()).contains("bash, zsh, fish");
    assertThat(List.of(outcome.err().split("\n"))).hasSizeLessThanOrEqualTo(2);
  }
}
