package dev.baton.cli.help;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The page that {@code man baton} shows. */
final class ManPage {
  private ManPage() {}

  static String of(CommandLine baton, String version) {
    CommandSpec root = baton.getCommandSpec();
    Roff page = new Roff("BATON", version);
    page.name("baton", "locks on Redis and Valkey for the shell");
    page.section("SYNOPSIS");
    synopsis(page, root);
    page.section("DESCRIPTION");
    description(page, root);
    page.section("OPTIONS");
    page.paragraph("These go before or after the name of any command.");
    options(page, root);
    page.section("COMMANDS");
    Model.commands(baton).forEach((name, command) -> command(page, name, command));
    page.section("ENVIRONMENT AND EXIT CODES");
    lines(page, root.usageMessage().footer());
    page.section("FILES")
        .item(
            "~/.config/baton/config",
            "Settings, one a line, as in 'url = redis://host' and 'run.lease = 60'."
                + " XDG_CONFIG_HOME says where else it is, BATON_CONFIG names another file.");
    return page.toString();
  }

  private static void command(Roff page, String name, CommandSpec command) {
    page.subsection("baton " + name).paragraph(Model.header(command));
    synopsis(page, command);
    description(page, command);
    for (PositionalParamSpec positional : command.positionalParameters()) {
      if (!positional.hidden()) {
        page.item(positional.paramLabel(), Model.text(positional.description()));
      }
    }
    options(page, command);
    UsageMessageSpec usage = command.usageMessage();
    if (!usage.exitCodeList().isEmpty()) {
      page.paragraph("Exit codes:");
      usage.exitCodeList().forEach((code, meaning) -> page.item(code, Model.plain(meaning)));
    }
    CommandSpec parent = command.parent();
    boolean inherited =
        parent != null && Arrays.equals(usage.footer(), parent.usageMessage().footer());
    if (usage.footer().length > 0 && !inherited) {
      page.paragraph(Model.text(usage.footerHeading()));
      lines(page, usage.footer());
    }
  }

  private static void synopsis(Roff page, CommandSpec command) {
    String[] synopsis = command.usageMessage().customSynopsis();
    page.verbatim(
        synopsis.length > 0
            ? Arrays.stream(synopsis).map(Model::plain).toList()
            : List.of(command.qualifiedName() + " [OPTION...]"));
  }

  private static void options(Roff page, CommandSpec command) {
    for (OptionSpec option : Model.options(command)) {
      String names = String.join(", ", option.names());
      page.item(
          Model.takesValue(option) ? names + " " + option.paramLabel() : names,
          Model.description(option));
    }
  }

  /** Of a description's lines, empty ones part paragraphs. */
  private static void description(Roff page, CommandSpec command) {
    for (String paragraph : command.usageMessage().description()) {
      page.paragraph(Model.text(paragraph));
    }
  }

  /** Lines that begin with blanks stay as they are; the others are paragraphs. */
  private static void lines(Roff page, String... lines) {
    List<String> kept = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith("  ")) {
        kept.add(Model.plain(line));
      } else {
        flush(page, kept);
        page.paragraph(Model.text(line));
      }
    }
    flush(page, kept);
  }

  private static void flush(Roff page, List<String> kept) {
    if (!kept.isEmpty()) {
      page.verbatim(kept);
      kept.clear();
    }
  }
}
