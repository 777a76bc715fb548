package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {

  @Test
  void baton_withoutCommand_showsWhatThereIs() {
    Outcome outcome = Outcome.of();

    assertThat(outcome.code()).isEqualTo(64);
    assertThat(outcome.out()).isEmpty();
    List<String> shown = new ArrayList<>(Commands.names());
    shown.removeAll(List.of("man-page", "rehearse"));
    assertThat(outcome.err().lines().filter(line -> line.startsWith("  ")))
        .extracting(line -> line.strip().split(" ", 2)[0])
        .containsAll(shown)
        .doesNotContain("man-page", "rehearse");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "server",
        "run",
        "lead",
        "leader",
        "acquire",
        "renew",
        "release",
        "locked",
        "ls",
        "show",
        "watch",
        "deadlocks",
        "top",
        "ui",
        "force-release",
        "doctor",
        "completion"
      })
  void everyCommand_help_hasSynopsisAndExitCodes(String command) {
    Outcome outcome = Outcome.of(command, "--help");

    assertThat(outcome.code()).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .contains("Usage: baton " + command, "Exit codes:", "--url", "--json")
        .doesNotContain("null");
  }

  @Test
  void version_always_isPrinted() {
    Outcome outcome = Outcome.of("--version");

    assertThat(outcome.code()).isZero();
    assertThat(outcome.out()).startsWith("baton ").contains("Java ");
  }

  @Test
  void option_misspelt_isUsageWithSuggestion() {
    Outcome outcome = Outcome.of("run", "k", "--nonblok", "--", "true");

    assertThat(outcome.code()).isEqualTo(64);
    assertThat(outcome.err())
        .isEqualToIgnoringNewLines(
            "baton: unknown option '--nonblok'; did you mean --nonblock?"
                + "baton: see 'baton run --help'");
  }

  @ParameterizedTest
  @CsvSource({
    "loked k, locked",
    "rnu, run",
    "rnu k -- true, run",
    "LOCKED k, locked",
    "complet bash, completion",
    "help rnu, run",
    "--json doctr, doctor"
  })
  void command_misspelt_isUsageWithSuggestion(String line, String meant) {
    Outcome outcome = Outcome.of(line.split(" "));

    assertThat(outcome.code()).isEqualTo(64);
    assertThat(outcome.err())
        .containsPattern("there is no command '[A-Za-z]+'; did you mean " + meant + "\\?\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"zzz", "x", "rehears", "man-pag"})
  void command_nowhereNearAnother_isUsageWithoutSuggestion(String word) {
    assertThat(Outcome.of(word).err()).startsWith("baton: there is no command '" + word + "'\n");
  }

  @ParameterizedTest
  @CsvSource({
    "run --leese 5 k -- true, --lease",
    "run k --leese=5 -- true, --lease",
    "run --leese 5 k true, --lease",
    "run --ulr x k -- true, --url",
    "--ulr x run k -- true, --url",
    "--jsno locked k, --json",
    "doctor --perfix l:, --prefix"
  })
  void option_misspeltAnywhere_isUsageWithSuggestion(String line, String meant) {
    Outcome outcome = Outcome.of(line.split(" "));

    assertThat(outcome.code()).isEqualTo(64);
    assertThat(outcome.err()).contains("; did you mean " + meant + "?");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "run k",
        "run k --",
        "run k true",
        "run k grep -n x",
        "run -- k true",
        "run k -n -w 3 -- true",
        "run k -w soon -- true",
        "run k -w -1 -- true",
        "run k -E 256 -- true",
        "run k --lease 0.5 -- true",
        "lead",
        "lead k",
        "lead k true",
        "lead k --lease soon -- true",
        "leader",
        "leader k surplus",
        "acquire",
        "acquire k token surplus",
        "acquire k --lease 0",
        "release k",
        "locked",
        "server --port 65536",
        "watch --interval 0 k",
        "ui --port 65536",
        "ui --port -1",
        "ui --bind no.such.address.invalid",
        "ui surplus",
        "demo surplus",
        "locked k --url nonsense",
        "locked k --url http://localhost",
      })
  void commandLine_withoutSense_isUsage(String line) {
    Outcome outcome = Outcome.of(line.split(" "));

    assertThat(outcome.code()).as(outcome.err()).isEqualTo(64);
    assertThat(outcome.err()).startsWith("baton: ").doesNotContain("\tat ");
    assertThat(outcome.err().lines().count()).isBetween(1L, 2L);
  }

  @Test
  void run_dashesForgotten_saysWhereTheyGo() {
    assertThat(Outcome.of("run", "--", "true").err())
        .contains("no KEY is given: it comes before '--'");
    assertThat(Outcome.of("run", "--", "echo", "hi").err()).contains("no KEY is given");
    assertThat(Outcome.of("lead", "--", "true").err()).contains("no NAME is given");
    assertThat(Outcome.of("run", "k", "--").err()).contains("nothing to run");
    assertThat(Outcome.of("run", "k", "ls", "-l").err()).contains("put '--' before the command");
    assertThat(Outcome.of("run", "k", "ls").err()).contains("'baton run KEY -- COMMAND'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "locked k redis://user:hush@127.0.0.1:1",
        "locked k --url redis://user:hush@127.0.0.1:1",
        "locked k --url redis://user:hu%sh@127.0.0.1:1",
        "--url=redis://user:hush@127.0.0.1:1 --hush",
        "run -v --url redis://:hush@127.0.0.1:1 k -- true",
      })
  void password_inAnyError_isNotShown(String line) {
    Outcome outcome = Outcome.of(line.split(" "));

    assertThat(outcome.code()).isIn(64, 69);
    assertThat(outcome.out() + outcome.err().replace("--hush", "")).doesNotContain("hush", "hu%sh");
  }

  @Test
  void argument_thatTheJvmCouldNotDecode_isRefused() {
    Outcome outcome = Outcome.of("locked", "cl\uFFFD");

    assertThat(outcome.code()).isEqualTo(64);
    assertThat(outcome.err()).contains("UTF-8");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"locked k", "release k t", "acquire k", "run k -- echo ran", "demo", "doctor"})
  void anyCommand_serverUnreachable_exits69AndSaysWhatToDo(String line) {
    Outcome outcome = Outcome.of(("--url redis://127.0.0.1:1 " + line).split(" "));

    assertThat(outcome.code()).as(outcome.err()).isEqualTo(69);
    assertThat(outcome.out()).doesNotContain("ran");
    assertThat(outcome.err())
        .startsWith("baton: ")
        .contains("127.0.0.1:1", "REDIS_URL", "baton server")
        .doesNotContain("\tat ");
    assertThat(outcome.err().lines().count()).isBetween(1L, 2L);
  }
}
