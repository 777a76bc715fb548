package dev.baton.cli.help;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Text that man would otherwise take for something else. */
class RoffTest {

  static List<List<String>> texts() {
    return List.of(
        List.of(".profile", "\\&.profile"),
        List.of("'quoted'", "\\&\\(aqquoted\\(aq"),
        List.of("a.b", "a.b"),
        List.of("--lease", "\\-\\-lease"),
        List.of("C:\\n", "C:\\en"),
        List.of("~ ^ `", "\\(ti \\(ha \\(ga"),
        List.of("caf\u00e9 \uD83D\uDD12", "caf\\[u00E9] \\[u1F512]"));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void text_withSignsOfRoff_isShownAsItIs(List<String> pair) {
    assertThat(Roff.escapedLine(pair.get(0))).isEqualTo(pair.get(1));
  }

  @Test
  void page_ofEachPart_hasItsMacros() {
    Roff page = new Roff("X", "x 1").section("NAME").paragraph("").subsection("a \"b\"");
    page.item("-k", "kill").verbatim(List.of("  .x"));

    assertThat(page.toString().lines())
        .containsExactly(
            ".TH X 1 \"\" \"x 1\"",
            ".nh",
            ".ad l",
            ".SH NAME",
            ".SS \"a \\(dqb\\(dq\"",
            ".TP",
            "\\fB\\-k\\fR",
            "kill",
            ".PP",
            ".nf",
            "  .x",
            ".fi");
  }
}
