package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documents say is what was compiled and run, and where they point there is something. */
class DocumentsTest {
  private static final Path ROOT = root();

  /** The tests that documents are cut from: the core's, and of each integration its own. */
  private static final List<String> EXAMPLE_TESTS =
      List.of(
          "testing/conformance/src/test/java/dev/baton/testing/conformance/ExamplesTest.java",
          "integrations/cdi/src/test/java/dev/baton/cdi/CdiExamplesTest.java",
          "integrations/kotlin/src/test/kotlin/dev/baton/kotlin/KotlinExamplesTest.kt",
          "integrations/kotlin/src/test/kotlin/dev/baton/kotlin/first"
              + "/FirstKotlinProgramExamplesTest.kt",
          "testing/conformance/src/test/java/dev/baton/testing/conformance"
              + "/FirstProgramExamplesTest.java",
          "integrations/micrometer/src/test/java/dev/baton/micrometer/MicrometerExamplesTest.java",
          "integrations/reactor/src/test/java/dev/baton/reactor/ReactorExamplesTest.java",
          "integrations/shedlock/src/test/java/dev/baton/shedlock/ShedLockExamplesTest.java",
          "integrations/spring/src/test/java/dev/baton/spring/SpringExamplesTest.java",
          "integrations/spring/src/test/kotlin/dev/baton/spring/SuspendExamplesTest.kt",
          "integrations/spring-integration/src/test/java/dev/baton/spring/integration"
              + "/SpringIntegrationExamplesTest.java",
          "integrations/spring-boot/src/test/java/dev/baton/spring/boot/SpringBootExamplesTest.java",
          "testing/kit/src/test/java/dev/baton/test/TestingExamplesTest.java");

  private static final Map<String, String> EXAMPLES = examples();

  /** A code block, with the comment before it if there is one. */
  private static final Pattern BLOCK =
      Pattern.compile(
          "(?:<!-- from \\w*ExamplesTest: (\\w+) -->\n)?```(\\w*)\n(.*?)```\n", Pattern.DOTALL);

  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");

  /** A figure that links to where it was measured, and a row of figures whose head does. */
  private static final Pattern FIGURE =
      Pattern.compile("\\[(\\d[^]]*)]\\((?:docs/)?performance\\.md#([^)]+)\\)");

  private static final Pattern FIGURES =
      Pattern.compile(
          "^\\| \\[[^]]*]\\((?:docs/)?performance\\.md#([^)]+)\\) (\\|.*)$", Pattern.MULTILINE);

  private static final Pattern NUMBER = Pattern.compile("\\d+(?:,\\d{3})*(?:\\.\\d+)?");
  private static final Pattern HEADING = Pattern.compile("^#+ (.+)$", Pattern.MULTILINE);

  static List<String> documents() throws IOException {
    List<String> documents = new ArrayList<>();
    for (String folder : List.of("", "docs", "docs/decisions")) {
      try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
        files
            .filter(path -> path.toString().endsWith(".md"))
            .map(path -> ROOT.relativize(path).toString())
            .sorted()
            .forEach(documents::add);
      }
    }
    return documents;
  }

  @Test
  void documents_allOfThem_areFound() throws IOException {
    assertThat(documents()).contains("README.md", "SECURITY.md", "docs/guide.md");
    assertThat(EXAMPLES).hasSizeGreaterThan(10);
  }

  @ParameterizedTest
  @MethodSource("documents")
  void codeBlocks_ofADocument_areThoseThatRan(String document) {
    Matcher block = BLOCK.matcher(read(document));
    while (block.find()) {
      if (block.group(2).equals("java") || block.group(2).equals("kotlin")) {
        assertThat(EXAMPLES).as(document).containsKey(String.valueOf(block.group(1)));
        assertThat(unindented(block.group(3))).isEqualTo(EXAMPLES.get(block.group(1)));
      }
    }
  }

  @Test
  void guard_inGuarantees_isTheScriptThatRan() {
    assertThat(read("docs/guarantees.md"))
        .contains(
            "<!-- from guarded-set.lua -->\n```lua\n" + resource("guarded-set.lua") + "```\n");
  }

  @ParameterizedTest
  @MethodSource("documents")
  void luaBlocks_ofADocument_areThoseThatRan(String document) {
    String text = read(document);
    assertThat(text.split("```lua\n", -1))
        .hasSameSizeAs(text.split("<!-- from guarded-set.lua -->\n```lua\n", -1));
  }

  @Test
  void examples_eachOfThem_areShownSomewhere() throws IOException {
    TreeSet<String> shown = new TreeSet<>();
    for (String document : documents()) {
      Matcher block = BLOCK.matcher(read(document));
      while (block.find()) {
        shown.add(String.valueOf(block.group(1)));
      }
    }
    assertThat(shown).containsAll(EXAMPLES.keySet());
  }

  @ParameterizedTest
  @MethodSource("documents")
  void links_ofADocument_leadSomewhere(String document) {
    Matcher link = LINK.matcher(BLOCK.matcher(read(document)).replaceAll(""));
    while (link.find()) {
      String target = link.group(1);
      if (!target.startsWith("https://")) {
        String file = target.replaceFirst("#.*", "");
        Path there = file.isEmpty() ? Path.of(document) : besides(document, file);
        assertThat(ROOT.resolve(there)).as("%s in %s", target, document).exists();
        if (target.contains("#")) {
          String anchor = target.substring(target.indexOf('#') + 1);
          assertThat(anchors(there.toString())).as("%s in %s", target, document).contains(anchor);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void figures_ofADocument_areThoseThatWereMeasured(String document) {
    String text = read(document);
    FIGURE.matcher(text).results().forEach(each -> assertMeasured(each.group(1), each.group(2)));
    FIGURES.matcher(text).results().forEach(each -> assertMeasured(each.group(2), each.group(1)));
  }

  @Test
  void figures_besideOthers_areLookedAt() {
    assertThat(FIGURES.matcher(read("README.md")).results()).hasSize(3);
    assertThat(FIGURE.matcher(read("docs/compared.md")).results()).hasSizeGreaterThan(10);
  }

  private static void assertMeasured(String figures, String anchor) {
    String section =
        Stream.of(read("docs/performance.md").split("(?m)^## "))
            .filter(each -> anchor(each.lines().findFirst().orElseThrow()).equals(anchor))
            .findFirst()
            .orElseThrow();
    assertThat(NUMBER.matcher(section).results().map(MatchResult::group))
        .as(anchor)
        .containsAll(NUMBER.matcher(figures).results().map(MatchResult::group).toList());
  }

  private static Path besides(String document, String file) {
    Path folder = Path.of(document).getParent();
    return (folder == null ? Path.of(file) : folder.resolve(file)).normalize();
  }

  /** The names that GitHub gives to headings. */
  private static List<String> anchors(String document) {
    List<String> anchors = new ArrayList<>();
    Matcher heading = HEADING.matcher(BLOCK.matcher(read(document)).replaceAll(""));
    while (heading.find()) {
      anchors.add(anchor(heading.group(1)));
    }
    return anchors;
  }

  private static String anchor(String heading) {
    String lower = heading.toLowerCase(Locale.ROOT);
    return lower.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
  }

  private static Map<String, String> examples() {
    Map<String, String> examples = new LinkedHashMap<>();
    for (String test : EXAMPLE_TESTS) {
      Matcher region =
          Pattern.compile(" *// tag::(\\w+)\n(.*?) *// end::\\1\n", Pattern.DOTALL)
              .matcher(read(test));
      while (region.find()) {
        assertThat(examples).as(test).doesNotContainKey(region.group(1));
        examples.put(region.group(1), unindented(region.group(2)));
      }
    }
    return examples;
  }

  private static String unindented(String block) {
    return block.stripTrailing().stripIndent();
  }

  /** The text of a document, by its path from the root. */
  static String read(String file) {
    try {
      return Files.readString(ROOT.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The folder of the whole project: tests run in that of their module. */
  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("ARCHITECTURE.md"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  /** A file that stands beside the tests. */
  static String resource(String name) {
    return read("testing/conformance/src/test/resources/dev/baton/testing/conformance/" + name);
  }
}
