package dev.baton.cli.help;

import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Completion for fish. */
final class Fish {
  private Fish() {}

  static String script(CommandLine baton) {
    StringBuilder script = new StringBuilder("# Completion of baton for fish\n");
    line(script, "", "-f");
    Model.options(baton.getCommandSpec()).forEach(option -> option(script, "", option));
    Model.commands(baton)
        .forEach(
            (name, command) -> {
              script.append('\n');
              line(
                  script,
                  "__fish_use_subcommand",
                  "-a " + name + " -d " + quoted(Model.header(command)));
              command(script, "__fish_seen_subcommand_from " + name, command);
            });
    return script.toString();
  }

  private static void command(StringBuilder script, String when, CommandSpec command) {
    Model.options(command).forEach(option -> option(script, when, option));
    for (PositionalParamSpec positional : command.positionalParameters()) {
      String words = Model.candidates(positional).collect(Collectors.joining(" "));
      if (!words.isEmpty()) {
        line(script, when, "-a " + quoted(words));
      } else if (positional.arity().isVariable() || positional.index().isVariable()) {
        line(script, when, "-F"); // a command and its arguments: files
      }
    }
  }

  private static void option(StringBuilder script, String when, OptionSpec option) {
    StringBuilder what = new StringBuilder();
    for (String name : option.names()) {
      boolean isLong = name.startsWith("--");
      what.append(isLong ? "-l " : "-s ").append(name.substring(isLong ? 2 : 1)).append(' ');
    }
    if (Model.takesValue(option)) {
      what.append("-x ");
      String words = Model.candidates(option).collect(Collectors.joining(" "));
      if (!words.isEmpty()) {
        what.append("-a ").append(quoted(words)).append(' ');
      }
    }
    line(script, when, what.append("-d ").append(quoted(Model.summary(option))).toString());
  }

  private static void line(StringBuilder script, String when, String what) {
    script.append("complete -c baton ");
    if (!when.isEmpty()) {
      script.append("-n ").append(quoted(when)).append(' ');
    }
    script.append(what).append('\n');
  }

  /** In single quotes, in which fish knows a backslash before a quote or a backslash. */
  static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
