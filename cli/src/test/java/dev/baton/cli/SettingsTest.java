package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.base.Settings;
import dev.baton.cli.base.SettingsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The user's file of settings, and what goes before it. */
class SettingsTest {
  private static final String NOWHERE = "redis://127.0.0.1:1";
  private static final String URL = RawRedis.url();

  @TempDir
  @SuppressWarnings("NullAway.Init") // before each test
  private Path folder;

  private Path file(String... lines) throws IOException {
    Path file = Files.writeString(folder.resolve("settings"), String.join("\n", lines) + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private static Outcome baton(Map<String, String> variables, String... args) {
    try (BatonProcess process = BatonProcess.start("", variables, List.of(args))) {
      return process.outcome();
    }
  }

  private Outcome baton(Path file, String... args) {
    return baton(Map.of("BATON_CONFIG", file.toString(), "BATON_URL", "", "REDIS_URL", ""), args);
  }

  @Test
  void url_fromTheFile_isUsed() throws IOException {
    Outcome outcome = baton(file("# where", "url = " + URL), "locked", RawRedis.freshKey());

    assertThat(outcome).matches(it -> it.code() == 1 && it.out().endsWith(" is free\n"));
  }

  @ParameterizedTest
  @CsvSource({"REDIS_URL", "BATON_URL"})
  void url_inTheEnvironment_goesBeforeTheFile(String name) throws IOException {
    Path file = file("url = " + NOWHERE);
    Map<String, String> variables = new HashMap<>(Map.of("BATON_URL", "", "REDIS_URL", ""));
    variables.putAll(Map.of("BATON_CONFIG", file.toString(), name, URL));

    assertThat(baton(variables, "locked", RawRedis.freshKey()).code()).isEqualTo(1);
  }

  @Test
  void url_onTheCommandLine_goesBeforeAll() throws IOException {
    Map<String, String> variables =
        Map.of("BATON_CONFIG", file("url = " + NOWHERE).toString(), "BATON_URL", NOWHERE);

    assertThat(baton(variables, "locked", "--url", URL, RawRedis.freshKey()).code()).isEqualTo(1);
    assertThat(baton(variables, "--url", URL, "locked", RawRedis.freshKey()).code()).isEqualTo(1);
  }

  @Test
  void url_inTheEnvironmentTwice_isBatonsOwn() {
    assertThat(Settings.url(Map.of("REDIS_URL", "r", "BATON_URL", "b"))).isEqualTo("b");
    assertThat(Settings.url(Map.of("REDIS_URL", "r", "BATON_URL", " "))).isEqualTo("r");
    assertThat(Settings.url(Map.of())).isEmpty();
  }

  @Test
  void prefix_fromOptionEnvironmentFileOrAddress_isWhatKeysBeginWith() throws IOException {
    String key = RawRedis.freshKey();
    Path file = file("url = " + URL, "prefix = file:");
    Map<String, String> variables =
        Map.of(
            "BATON_CONFIG", file.toString(),
            "BATON_URL", "",
            "REDIS_URL", "",
            "BATON_PREFIX", "environment:");

    assertThat(baton(variables, "--prefix", "option:", "acquire", key, "t").code()).isZero();
    assertThat(baton(variables, "acquire", "--prefix", "", key, "t").code()).isZero();
    assertThat(baton(variables, "acquire", key, "t").code()).isZero();
    assertThat(baton(file, "acquire", key, "t").code()).isZero();
    assertThat(BatonProcess.run("acquire", "--url", URL + "&prefix=address:", key, "t").code())
        .isZero();
    for (String prefix : List.of("option:", "", "environment:", "file:", "address:")) {
      assertThat(RawRedis.exists(prefix + key)).as(prefix).isTrue();
    }
  }

  @Test
  void prefix_thatIsNoneOrAnotherThanTheAddressHas_isUsage() throws IOException {
    assertThat(BatonProcess.run("locked", "--url", URL, "--prefix", "a b", "k"))
        .matches(it -> it.code() == 64 && it.err().contains("prefix: at most 128 letters"));
    assertThat(BatonProcess.run("locked", "--url", URL + "&prefix=a%20b", "k"))
        .matches(it -> it.code() == 64 && it.err().contains("prefix: at most 128 letters"));
    assertThat(BatonProcess.run("locked", "--url", URL + "&prefix=a:", "--prefix", "b:", "k"))
        .matches(it -> it.code() == 64 && it.err().contains("'a:'") && it.err().contains("'b:'"));
    assertThat(
            BatonProcess.run("locked", "--url", URL + "&prefix=a:", "--prefix", "a:", "k").code())
        .isEqualTo(1);
  }

  @Test
  void file_inTheUsualPlace_isFound() throws IOException {
    Path usual = folder.resolve("baton/config");
    Files.createDirectories(folder.resolve("baton"));
    Files.writeString(usual, "json = true\n");
    Path home = folder.resolve("home/.config");
    Files.createDirectories(home);
    Files.createSymbolicLink(home.resolve("baton"), folder.resolve("baton"));

    Map<String, String> elsewhere = Map.of("XDG_CONFIG_HOME", folder.toString(), "HOME", "/none");
    Map<String, String> atHome = Map.of("HOME", folder.resolve("home").toString());
    Map<String, String> relative = new HashMap<>(atHome);
    relative.put("XDG_CONFIG_HOME", "not/absolute");

    assertThat(SettingsFile.find(elsewhere)).map(SettingsFile::path).contains(usual);
    assertThat(SettingsFile.find(atHome))
        .map(SettingsFile::values)
        .contains(Map.of("json", "true"));
    assertThat(SettingsFile.find(relative)).isPresent();
    assertThat(SettingsFile.find(Map.of("HOME", "/none"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"true, ''", "true, --json", "false, --json"})
  void flag_inTheFileOrTyped_isUp(String value, String typed) throws IOException {
    Path file = file("url = " + URL, "json = " + value);
    String key = RawRedis.freshKey();
    Outcome outcome =
        typed.isEmpty() ? baton(file, "locked", key) : baton(file, "locked", key, typed);

    assertThat(outcome.out()).startsWith("{\"lock\":");
  }

  @Test
  void flag_falseInTheFile_isDown() throws IOException {
    Outcome outcome = baton(file("url = " + URL, "json = false"), "locked", RawRedis.freshKey());

    assertThat(outcome.out()).endsWith(" is free\n");
  }

  @Test
  void optionsOfRun_fromTheFile_areUsed() throws IOException {
    String key = RawRedis.freshKey();
    Path file = file("url = " + URL, "run.lease = 900", "run.grace = 1", "run.verbose = true");
    String ttl = "exec 3<>/dev/tcp/127.0.0.1/" + RawRedis.SERVER.port() + "; echo PTTL " + key;
    Outcome outcome =
        baton(file, "run", key, "--", "bash", "-c", ttl + " >&3; read -r a <&3; echo \"$a\"");

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(Long.parseLong(outcome.out().strip().substring(1))).isGreaterThan(30_000);
    assertThat(outcome.err()).contains("getting the lock took ");
  }

  @Test
  void optionsOfRun_typed_goBeforeTheFile() throws IOException {
    Path file = file("url = " + URL, "run.lease = 0.5");
    String key = RawRedis.freshKey();

    assertThat(baton(file, "run", key, "--", "true").code()).isEqualTo(64);
    assertThat(baton(file, "run", key, "--lease", "5", "--", "true").code()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "uri = x, there is no setting 'uri'",
    "run.leese = 3, there is no setting 'run.leese'",
    "rnu.lease = 3, there is no setting 'rnu.lease'",
    "run.url = x, there is no setting 'run.url'",
    "help = true, there is no setting 'help'",
    "run.nonblock = true, there is no setting 'run.nonblock'",
    "json = maybe, json is true or false",
    "run.lease = soon, is not a time",
  })
  void setting_thatMakesNoSense_isRefusedWithFileAndLine(String line, String message)
      throws IOException {
    Path file = file("# first", line);
    Outcome outcome = baton(file, "run", "k", "--", "true");

    assertThat(outcome.code()).isEqualTo(64);
    assertThat(outcome.err()).startsWith("baton: " + file + ":2: ").contains(message);
    assertThat(outcome.err().lines().count()).isBetween(1L, 2L);
  }

  @Test
  void setting_ofAnotherCommand_isLeftToThat() throws IOException {
    Path file = file("url = " + URL, "run.lease = soon");

    assertThat(baton(file, "locked", RawRedis.freshKey()).code()).isEqualTo(1);
  }

  @Test
  void file_thatIsNamedAndNotThere_isAnError() {
    Outcome outcome = baton(folder.resolve("none"), "locked", "k");

    assertThat(outcome.code()).isEqualTo(64);
    assertThat(outcome.err()).contains("none: no such file, though BATON_CONFIG names it");
  }

  @ParameterizedTest
  @CsvSource({
    "redis://:hush@127.0.0.1:1, rw-r-----, true",
    "redis://u:hush@127.0.0.1:1, rw----r--, true",
    "redis://:hush@127.0.0.1:1, rw-------, false",
    "redis://127.0.0.1:1, rw-r--r--, false"
  })
  void password_thatOthersCanRead_isWarnedOf(String url, String rights, boolean warned)
      throws IOException {
    Path file = file("url = " + url);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
    Outcome outcome = baton(file, "locked", "k");

    assertThat(outcome.code()).isEqualTo(69);
    assertThat(outcome.err().contains("chmod 600 '" + file + "'")).isEqualTo(warned);
    assertThat(outcome.err()).doesNotContain("hush");
  }
}
