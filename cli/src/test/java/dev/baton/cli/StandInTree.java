package dev.baton.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A copy of the script {@code baton} in a tree of its own, with stand-ins for Java and Maven, which
 * cost nothing and write down that they were called.
 *
 * @param folder where all of it is
 */
record StandInTree(Path folder) {
  private static final String TOOLS =
      "cat date find grep head ln mkdir mv readlink rm sed sleep tail";

  static StandInTree in(Path folder) throws IOException {
    StandInTree tree = new StandInTree(folder);
    Files.createDirectories(tree.root());
    Files.copy(Path.of("..", "baton"), tree.script());
    assertThat(tree.script().toFile().setExecutable(true)).isTrue();
    write(tree.root().resolve("pom.xml"), "<project/>");
    write(tree.source(), "class A {}");
    for (String tool : TOOLS.split(" ")) {
      Path found =
          Stream.of(System.getenv("PATH").split(":"))
              .map(each -> Path.of(each, tool))
              .filter(Files::isExecutable)
              .findFirst()
              .orElseThrow();
      program(tree.path().resolve(tool), "exec " + found + " \"$@\"");
    }
    tree.maven("echo '[INFO] Building Core 1 [1/2]'; mkdir -p cli/target/baton/lib");
    tree.jdk("17.0.9");
    return tree;
  }

  Path root() {
    return folder.resolve("the tree");
  }

  Path script() {
    return root().resolve("baton");
  }

  Path source() {
    return root().resolve("core/src/main/java/A.java");
  }

  Path path() {
    return folder.resolve("bin");
  }

  Path jdk() {
    return folder.resolve("jdk");
  }

  /** Makes a Maven that does this. */
  void maven(String script) throws IOException {
    program(path().resolve("mvn"), "echo built >>builds", script);
  }

  /** Makes a Java of this version: it prints its arguments and what it sees of the locale. */
  void jdk(String version) throws IOException {
    write(
        jdk().resolve("release"),
        "JAVA_VERSION=\"%s\"\nJAVA_RUNTIME_VERSION=\"%s+1\"\n".formatted(version, version));
    program(
        jdk().resolve("bin/java"),
        "case \"$*\" in",
        "*-Xshare:dump*)",
        "  for a; do case $a in -XX:SharedArchiveFile=*) echo x >\"${a#*=}\" ;; esac; done ;;",
        "*rehearse*) ;;",
        "*) for a; do echo \"<$a>\"; done; echo \"$LC_ALL $BATON_LC_ALL\" ;;",
        "esac");
    program(jdk().resolve("bin/javac"), "");
  }

  /** How often Maven was called. */
  long builds() throws IOException {
    Path written = root().resolve("builds");
    return Files.exists(written) ? Files.readAllLines(written).size() : 0;
  }

  /** Runs the script to its end. */
  Outcome launch(String... args) throws IOException {
    return outcome(start(script(), Map.of(), args));
  }

  /** Starts the script by one of its names, in another folder, with nothing but these variables. */
  Process start(Path name, Map<String, String> variables, String... args) throws IOException {
    List<String> command = new ArrayList<>(List.of(name.toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).directory(Path.of("/").toFile());
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.putAll(Map.of("PATH", path().toString(), "JAVA_HOME", jdk().toString()));
    environment.putAll(variables);
    return builder.start();
  }

  static Outcome outcome(Process process) {
    try {
      String out = new String(process.getInputStream().readAllBytes(), UTF_8);
      String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return new Outcome(process.exitValue(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void program(Path file, String... lines) throws IOException {
    write(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
