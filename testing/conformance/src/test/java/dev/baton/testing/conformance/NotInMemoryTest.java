package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the server in memory does not stand is listed, and all else is run on it. */
class NotInMemoryTest {
  private static final Path TESTS =
      Path.of("src/test/java", NotInMemoryTest.class.getPackageName().replace('.', '/'));

  private static List<String> listed() {
    return Arrays.stream(NotInMemory.values()).flatMap(why -> why.tests().stream()).toList();
  }

  /** As the build runs them with {@code -Dredis.topology=memory}. */
  private static List<String> run() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    String execution = pom.substring(pom.indexOf("<id>memory</id>"));
    Matcher include =
        Pattern.compile("<include>\\*\\*/(\\w+)\\.java</include>")
            .matcher(execution.substring(0, execution.indexOf("</execution>")));
    return include.results().map(found -> found.group(1)).toList();
  }

  @Test
  void contract_eachClassOfIt_isRunInMemoryOrListed() throws IOException {
    TreeSet<String> contract = new TreeSet<>();
    // the words in two parts, so as not to find itself
    try (Stream<Path> files = Files.list(TESTS)) {
      for (Path file : files.toList()) {
        if (Files.readString(file).contains(" extends " + "Contract {")) {
          contract.add(file.getFileName().toString().replace(".java", ""));
        }
      }
    }
    assertThat(contract).hasSizeGreaterThan(50);
    List<String> leftOut = listed().stream().filter(name -> !name.contains(".")).toList();
    assertThat(run()).doesNotContainAnyElementsOf(leftOut).doesNotHaveDuplicates();
    contract.removeAll(run());
    assertThat(leftOut).containsExactlyInAnyOrderElementsOf(contract);
  }

  @Test
  void methods_thatAreListed_areThere() throws IOException {
    for (String name : listed()) {
      if (name.contains(".")) {
        String[] parts = name.split("\\.");
        assertThat(run()).contains(parts[0]);
        assertThat(Files.readString(TESTS.resolve(parts[0] + ".java"))).contains(parts[1] + "(");
      }
    }
  }
}
