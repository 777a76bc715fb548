package dev.baton.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The package as users get it. Runs after it was made, in {@code mvn verify}. */
@Tag("package")
class PackageTest {
  private static final String NOBODY = "65534";

  private final String key = RawRedis.freshKey();

  @TempDir
  @SuppressWarnings("NullAway.Init") // before each test
  private Path folder;

  private Path home = Path.of("");

  @BeforeEach
  void unpack() throws IOException {
    Path place = Files.createDirectories(folder.resolve("a place"));
    Path archive = Path.of(System.getProperty("baton.package"));
    assertThat(run(Map.of(), "tar", "xzf", archive.toString(), "-C", place.toString()).code())
        .isZero();
    try (Stream<Path> unpacked = Files.list(place)) {
      home = unpacked.toList().get(0);
    }
  }

  private static Outcome run(Map<String, String> variables, String... command) {
    try {
      Path err = Files.createTempFile("package", ".err");
      err.toFile().deleteOnExit();
      ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
      builder.environment().putAll(Map.of("BATON_CONFIG", "/dev/null", "REDIS_URL", ""));
      builder.environment().putAll(variables);
      Process process = builder.directory(Path.of("/").toFile()).start();
      process.getOutputStream().close();
      String out = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return new Outcome(process.exitValue(), out, Files.readString(err));
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** By a link in another folder, as one would have in /usr/local/bin. */
  private Path link() throws IOException {
    Path bin = Files.createDirectories(folder.resolve("local bin"));
    return Files.createSymbolicLink(bin.resolve("baton"), home.resolve("bin/baton"));
  }

  private static List<Path> archives(Path place) throws IOException {
    try (Stream<Path> files = Files.walk(place)) {
      return files.filter(file -> file.toString().endsWith(".jsa")).toList();
    }
  }

  @Test
  void package_unpacked_hasAllThatItShould() throws IOException {
    assertThat(home.getFileName().toString()).startsWith("baton-");
    for (String file :
        List.of(
            "LICENSE",
            "README",
            "share/bash-completion/completions/baton",
            "share/zsh/site-functions/_baton",
            "share/fish/vendor_completions.d/baton.fish")) {
      assertThat(home.resolve(file)).isNotEmptyFile();
    }
    assertThat(Files.readString(home.resolve("share/man/man1/baton.1")))
        .startsWith(".TH BATON 1 \"\" \"baton " + version().replace("-", "\\-") + "\"");
    assertThat(Files.isExecutable(home.resolve("bin/baton"))).isTrue();
  }

  private String version() {
    return home.getFileName().toString().replaceFirst("baton-", "");
  }

  @Test
  void baton_byALink_runsWithoutSourcesAndKeepsItsClasses() throws IOException {
    String baton = link().toString();
    Outcome first = run(Map.of(), baton, "--version");
    Outcome second = run(Map.of(), baton, "--version");

    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.out()).startsWith("baton " + version() + "\n");
    assertThat(first.err()).isEqualTo("Preparing a fast start...\n");
    assertThat(second).isEqualTo(new Outcome(0, first.out(), ""));
    assertThat(archives(folder)).singleElement().matches(jsa -> jsa.getParent().equals(home));
    assertThat(archives(folder).get(0)).isNotEmptyFile();
  }

  @Test
  void baton_run_holdsALockAndPassesOnWhatItIsGiven() throws IOException {
    Outcome outcome =
        run(
            Map.of("REDIS_URL", RawRedis.url()),
            link().toString(),
            "run",
            key,
            "--",
            "sh",
            "-c",
            "echo \"$1 $BATON_KEY\"; exit 7",
            "-",
            "a  b");

    assertThat(outcome.code()).as(outcome.err()).isEqualTo(7);
    assertThat(outcome.out()).isEqualTo("a  b " + key + "\n");
    assertThat(RawRedis.exists(key)).isFalse();
  }

  @Test
  void baton_inAFolderThatIsReadOnly_keepsItsClassesWithTheUser() throws IOException {
    Path cache = Files.createDirectories(folder.resolve("a cache"));
    assertThat(run(Map.of(), "chmod", "-R", "a+rX,a-w", home.toString()).code()).isZero();
    assertThat(run(Map.of(), "chmod", "a+rwx", folder.toString(), cache.toString()).code())
        .isZero();
    try {
      Outcome first = asUser(Map.of("XDG_CACHE_HOME", cache.toString()), "--version");
      Outcome second = asUser(Map.of("XDG_CACHE_HOME", cache.toString()), "--version");
      Outcome nowhere = asUser(Map.of("XDG_CACHE_HOME", "", "HOME", ""), "--version");

      assertThat(first.err()).isEqualTo("Preparing a fast start...\n");
      assertThat(second).isEqualTo(new Outcome(0, first.out(), ""));
      assertThat(nowhere).isEqualTo(second);
      assertThat(archives(folder))
          .singleElement()
          .matches(jsa -> jsa.startsWith(cache.resolve("baton" + home)));
    } finally {
      assertThat(run(Map.of(), "chmod", "-R", "u+w", home.toString()).code()).isZero();
    }
  }

  /** As one who may not write everywhere, which root may. */
  private Outcome asUser(Map<String, String> variables, String... args) {
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(
          List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
    }
    command.add(home.resolve("bin/baton").toString());
    command.addAll(List.of(args));
    return run(variables, command.toArray(String[]::new));
  }

  @Test
  void package_withoutItsLibraries_saysSo() throws IOException {
    Files.move(home.resolve("lib"), folder.resolve("elsewhere"));
    Outcome outcome = run(Map.of(), home.resolve("bin/baton").toString(), "--version");

    assertThat(outcome.code()).isEqualTo(69);
    assertThat(outcome.err()).contains("is not complete: there is no folder lib");
  }
}
