package dev.baton.cli.help;

import java.util.List;

/** A page for {@code man}, in the macros of groff_man(7). */
final class Roff {
  private final StringBuilder page = new StringBuilder();

  /** Begins the page. */
  Roff(String name, String source) {
    page.append(".TH ").append(name).append(" 1 \"\" \"").append(escaped(source)).append("\"\n");
    page.append(".nh\n.ad l\n"); // options are not to be hyphenated, nor blanks to be stretched
  }

  Roff section(String title) {
    return line(".SH " + title);
  }

  /** The line by which whatis(1) finds the page: it stands by itself. */
  Roff name(String name, String what) {
    return section("NAME").line(escaped(name) + " \\- " + escaped(what));
  }

  Roff subsection(String title) {
    return line(".SS \"" + escaped(title).replace("\"", "\\(dq") + "\"");
  }

  Roff paragraph(String text) {
    return text.isEmpty() ? this : line(".PP").text(text);
  }

  /** A term in bold, and what it means. */
  Roff item(String term, String meaning) {
    return line(".TP").line("\\fB" + escaped(term) + "\\fR").text(meaning);
  }

  /** Lines as they are. */
  Roff verbatim(List<String> lines) {
    line(".PP").line(".nf");
    lines.forEach(this::text);
    return line(".fi");
  }

  private Roff text(String text) {
    return line(escapedLine(text));
  }

  private Roff line(String line) {
    page.append(line).append('\n');
    return this;
  }

  /** A line that cannot be taken for a request. */
  static String escapedLine(String text) {
    String escaped = escaped(text);
    return escaped.startsWith(".") || text.startsWith("'") ? "\\&" + escaped : escaped;
  }

  /** Text in which nothing is taken for an escape, or shown as another sign: see groff_char(7). */
  static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '\\' -> escaped.append("\\e");
                case '-' -> escaped.append("\\-");
                case '\'' -> escaped.append("\\(aq");
                case '`' -> escaped.append("\\(ga");
                case '^' -> escaped.append("\\(ha");
                case '~' -> escaped.append("\\(ti");
                default -> {
                  if (c < 128) {
                    escaped.appendCodePoint(c);
                  } else {
                    escaped.append(String.format("\\[u%04X]", c));
                  }
                }
              }
            });
    return escaped.toString();
  }

  @Override
  public String toString() {
    return page.toString();
  }
}
