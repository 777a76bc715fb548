package dev.baton.cli.help;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What users see of the commands: nothing hidden, texts without markup. */
final class Model {
  private Model() {}

  /** The subcommands by name. */
  static Map<String, CommandSpec> commands(CommandLine baton) {
    Map<String, CommandSpec> seen = new LinkedHashMap<>();
    baton
        .getSubcommands()
        .forEach(
            (name, line) -> {
              if (!line.getCommandSpec().usageMessage().hidden()) {
                seen.put(name, line.getCommandSpec());
              }
            });
    return seen;
  }

  /** The options of a command that baton itself does not have. */
  static List<OptionSpec> options(CommandSpec command) {
    CommandSpec parent = command.parent();
    return command.options().stream()
        .filter(option -> !option.hidden())
        .filter(option -> parent == null || parent.findOption(option.longestName()) == null)
        .toList();
  }

  static boolean takesValue(OptionSpec option) {
    return option.arity().max() > 0;
  }

  static Stream<String> candidates(ArgSpec argument) {
    Iterable<String> candidates = argument.completionCandidates();
    Stream.Builder<String> all = Stream.builder();
    if (candidates != null) {
      candidates.forEach(all);
    }
    return all.build();
  }

  static String header(CommandSpec command) {
    return text(command.usageMessage().header());
  }

  static String description(OptionSpec option) {
    return text(option.description());
  }

  /** The first sentence of an option's description, for a list in a shell. */
  static String summary(OptionSpec option) {
    String text = description(option);
    int end = text.indexOf(". ");
    return (end < 0 ? text : text.substring(0, end)).replaceFirst("\\.$", "");
  }

  static String text(String... lines) {
    return Arrays.stream(lines).map(Model::plain).collect(Collectors.joining(" ")).strip();
  }

  /** One line as the help shows it: picocli's are format strings. */
  static String plain(String line) {
    return Ansi.OFF.string(String.format(line));
  }
}
