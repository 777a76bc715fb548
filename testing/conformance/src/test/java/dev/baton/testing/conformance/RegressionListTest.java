package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every scenario in docs/regressions.md has a test, and every test that is named there is one. */
class RegressionListTest {
  private static final Pattern ROW = Pattern.compile("^\\| (\\d+) \\|.*$", Pattern.MULTILINE);
  private static final Pattern TEST = Pattern.compile("\\[(\\w+)#(\\w+)]\\(([^)]+)\\)");

  static List<String> scenarios() {
    return ROW.matcher(DocumentsTest.read("docs/regressions.md"))
        .results()
        .map(MatchResult::group)
        .toList();
  }

  @Test
  void scenarios_inOrder_areNumberedWithoutGap() {
    List<String> scenarios = scenarios();
    assertThat(scenarios).hasSizeGreaterThan(20);
    for (int i = 0; i < scenarios.size(); i++) {
      assertThat(scenarios.get(i)).startsWith("| " + (i + 1) + " |");
    }
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void scenario_anyOfThem_namesTestsThatAreThere(String scenario) throws IOException {
    List<MatchResult> tests = TEST.matcher(scenario).results().toList();
    assertThat(tests).isNotEmpty();
    for (MatchResult test : tests) {
      Path file = Path.of("../../docs").resolve(test.group(3));
      assertThat(file).hasFileName(test.group(1) + ".java");
      assertThat(isTest(Files.readString(file), test.group(2))).as(test.group()).isTrue();
    }
  }

  /** Whether a source has a method of this name that the test engine runs. */
  private static boolean isTest(String source, String method) {
    int at = source.indexOf("void " + method + "(");
    if (at < 0) {
      return false;
    }
    String before = source.substring(0, at);
    String annotations =
        before.substring(Math.max(before.lastIndexOf("}\n"), before.lastIndexOf(";\n")) + 1);
    return Stream.of("@Test", "@ParameterizedTest", "@RepeatedTest", "@ArchTest")
        .anyMatch(annotations::contains);
  }
}
