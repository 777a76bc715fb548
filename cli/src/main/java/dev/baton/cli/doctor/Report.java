package dev.baton.cli.doctor;

import dev.baton.cli.base.Words;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.Map;
import java.util.StringJoiner;
import picocli.CommandLine.Help.Ansi;

/** Prints findings, and remembers the worst. */
final class Report {
  private static final int WIDTH = 88;
  private static final String INDENT = " ".repeat(10);

  private final PrintWriter out;
  private final boolean json;
  private final Ansi ansi;
  private final Map<Level, Integer> counts = new EnumMap<>(Level.class);
  private Level worst = Level.OK;

  Report(PrintWriter out, boolean json, Ansi ansi) {
    this.out = out;
    this.json = json;
    this.ansi = ansi;
  }

  void add(Finding finding) {
    counts.merge(finding.level(), 1, Integer::sum);
    worst = worst.orWorse(finding.level());
    out.println(json ? finding.json() : text(finding));
    out.flush();
  }

  /** Ends it: says how many there were of each level. */
  Level end() {
    if (!json) {
      StringJoiner sum = new StringJoiner(", ");
      counts.forEach((level, count) -> sum.add(count + " " + level.word()));
      out.println(sum);
    }
    return worst;
  }

  private String text(Finding finding) {
    // Not as markup: what a server says could be taken for some.
    String level =
        ansi.string("@|bold,%s %-8s|@".formatted(finding.level().colour(), finding.level().word()));
    StringBuilder text = new StringBuilder(level).append("  ");
    text.append(wrapped(finding.name() + ": " + Words.printable(finding.found()))).append('\n');
    text.append(INDENT).append(wrapped(Words.printable(finding.means()))).append('\n');
    if (!finding.advice().isEmpty()) {
      text.append(INDENT).append(wrapped("-> " + Words.printable(finding.advice()))).append('\n');
    }
    return text.toString();
  }

  private static String wrapped(String text) {
    StringBuilder lines = new StringBuilder();
    int used = INDENT.length();
    for (String word : text.split(" ")) {
      if (lines.length() > 0 && used + 1 + word.length() > WIDTH) {
        lines.append('\n').append(INDENT);
        used = INDENT.length();
      } else if (lines.length() > 0) {
        lines.append(' ');
        used++;
      }
      lines.append(word);
      used += word.length();
    }
    return lines.toString();
  }
}
