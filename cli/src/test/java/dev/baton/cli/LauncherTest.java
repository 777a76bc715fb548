package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code baton}, in a copy of the tree with stand-ins for Java and Maven. */
class LauncherTest {
  @SuppressWarnings("NullAway.Init") // before each test
  private StandInTree tree;

  @BeforeEach
  void layOut(@TempDir Path folder) throws IOException {
    tree = StandInTree.in(folder);
  }

  @Test
  void launcher_firstUse_buildsThenRuns() throws IOException {
    Outcome outcome = tree.launch("locked", "a key", "");

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.err()).contains("first use", "Preparing a fast start");
    assertThat(outcome.out())
        .contains("<dev.baton.cli.Main>\n<locked>\n<a key>\n<>\n", "classes-17.0.9+1.jsa>");
    assertThat(tree.builds()).isEqualTo(1);
  }

  @Test
  void launcher_always_keepsTheJvmFromPrintingItsThreadsOnQuit() throws IOException {
    assertThat(tree.launch("locked", "k").out()).contains("<-XX:-DisplayVMOutput>");
  }

  @Test
  void launcher_secondUse_onlyRuns() throws IOException {
    tree.launch("locked", "k");

    assertThat(tree.launch("locked", "k").err()).isEmpty();
    assertThat(tree.builds()).isEqualTo(1);
  }

  @Test
  void launcher_sourceChanged_buildsAgain() throws IOException {
    tree.launch("locked", "k");
    Files.setLastModifiedTime(tree.source(), FileTime.from(Instant.now().plusSeconds(9)));

    assertThat(tree.launch("locked", "k").err()).contains("sources have changed");
    assertThat(tree.builds()).isEqualTo(2);
  }

  @Test
  void launcher_severalFirstUsesAtOnce_buildOnce() throws IOException {
    tree.maven("sleep 1; mkdir -p cli/target/baton/lib # time for the others to come");
    List<Process> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      all.add(tree.start(tree.script(), Map.of(), "locked", "k"));
    }

    assertThat(all).map(StandInTree::outcome).allMatch(outcome -> outcome.code() == 0);
    assertThat(tree.builds()).isEqualTo(1);
  }

  @Test
  void launcher_afterABuilderDied_takesItsTurnAllTheSame() throws IOException {
    Files.createDirectories(tree.root().resolve("target"));
    Files.createSymbolicLink(tree.root().resolve("target/baton-build"), Path.of("99999999"));

    assertThat(tree.launch("locked", "k").code()).isZero();
    assertThat(tree.builds()).isEqualTo(1);
  }

  @Test
  void launcher_buildFails_exits69AndNamesTheLog() throws IOException {
    tree.maven("echo '[ERROR] A.java:1 nonsense'; exit 1");
    Outcome outcome = tree.launch("locked", "k");

    assertThat(outcome.code()).isEqualTo(69);
    assertThat(outcome.err())
        .contains("A.java:1 nonsense", tree.root() + "/target/baton-build.log");
    assertThat(tree.root().resolve("target/baton-build")).doesNotExist();
  }

  @Test
  void launcher_byASymbolicLinkFromElsewhere_findsItsTree() throws IOException {
    Path one = Files.createSymbolicLink(tree.folder().resolve("one"), tree.root().resolve("baton"));
    Path two = Files.createSymbolicLink(tree.path().resolve("two"), Path.of("../one"));

    assertThat(StandInTree.outcome(tree.start(two, Map.of(), "locked", "k")).code()).isZero();
    assertThat(one).isSymbolicLink();
    assertThat(tree.builds()).isEqualTo(1);
  }

  @Test
  void launcher_localeWithoutUtf8_isChangedAndRemembered() throws IOException {
    tree.launch("locked", "k");

    assertThat(StandInTree.outcome(tree.start(tree.script(), Map.of("LC_ALL", "C"), "x")).out())
        .endsWith("C.UTF-8 C\n");
    assertThat(StandInTree.outcome(tree.start(tree.script(), Map.of("LANG", "POSIX"), "x")).out())
        .endsWith("C.UTF-8 -\n");
    assertThat(
            StandInTree.outcome(tree.start(tree.script(), Map.of("LANG", "de_DE.utf8"), "x")).out())
        .endsWith("\n \n");
  }

  @Test
  void launcher_withoutJava_saysWhatToInstall() throws IOException {
    Outcome outcome =
        StandInTree.outcome(tree.start(tree.script(), Map.of("JAVA_HOME", ""), "locked"));

    assertThat(outcome.code()).isEqualTo(69);
    assertThat(outcome.err()).contains("Java is missing", "apt install");
  }

  @Test
  void launcher_oldJava_saysWhichIsNeeded() throws IOException {
    tree.jdk("11.0.2");
    assertThat(tree.launch("locked").err()).contains("Java 17 or later is needed", "is 11.0.2");

    tree.jdk("1.8.0_302");
    assertThat(tree.launch("locked").code()).isEqualTo(69);
  }

  @Test
  void launcher_withoutMavenOrCompiler_saysWhatToInstall() throws IOException {
    Files.delete(tree.path().resolve("mvn"));
    assertThat(tree.launch("locked").err()).contains("Maven is missing", "apt install maven");

    Files.delete(tree.jdk().resolve("bin/javac"));
    assertThat(tree.launch("locked").err()).contains("takes a JDK", "only a JRE");
  }
}
