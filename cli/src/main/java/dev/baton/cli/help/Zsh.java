package dev.baton.cli.help;

import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Completion for zsh, by its function {@code _arguments}. */
final class Zsh {
  private Zsh() {}

  static String script(CommandLine baton) {
    CommandSpec root = baton.getCommandSpec();
    StringBuilder script =
        new StringBuilder("#compdef baton\n# Completion of baton for zsh\n\n_baton() {\n")
            .append("  local curcontext=\"$curcontext\" state\n")
            .append("  local -a line common commands\n  common=(\n");
    Model.options(root)
        .forEach(option -> script.append("    ").append(option(option)).append('\n'));
    script.append("  )\n  commands=(\n");
    Model.commands(baton)
        .forEach(
            (name, command) ->
                script
                    .append("    ")
                    .append(quoted(name + ":" + Model.header(command)))
                    .append('\n'));
    script
        .append("  )\n  _arguments -C $common '1: :->command' '*:: :->rest'\n")
        .append("  case $state in\n")
        .append("    command) _describe -t commands 'baton command' commands ;;\n")
        .append("    rest)\n      case $line[1] in\n");
    Model.commands(baton).forEach((name, command) -> command(script, name, command));
    return script
        .append("      esac ;;\n  esac\n}\n\n")
        // autoloaded it is the function itself; sourced it only has to be known
        .append("if [[ $funcstack[1] == _baton ]]; then\n  _baton \"$@\"\n")
        .append("else\n  compdef _baton baton\nfi\n")
        .toString();
  }

  private static void command(StringBuilder script, String name, CommandSpec command) {
    script.append("        ").append(name).append(") _arguments $common");
    Model.options(command)
        .forEach(option -> script.append(" \\\n          ").append(option(option)));
    int place = 1;
    for (PositionalParamSpec positional : command.positionalParameters()) {
      boolean many = positional.index().isVariable();
      script
          .append(" \\\n          ")
          .append(quoted((many ? "*" : place++) + ":" + value(positional)));
    }
    script.append(" ;;\n");
  }

  /** Such as {@code '(-n --nonblock)'{-n,--nonblock}'[Do not wait]'}. */
  private static String option(OptionSpec option) {
    String[] names = option.names();
    boolean takes = Model.takesValue(option);
    String rest =
        quoted("[" + escaped(Model.summary(option)) + "]" + (takes ? ":" + value(option) : ""));
    String shown =
        Arrays.stream(names)
            .map(name -> takes ? name + (name.startsWith("--") ? "=" : "+") : name)
            .collect(
                Collectors.joining(",", names.length > 1 ? "{" : "", names.length > 1 ? "}" : ""));
    return "'(" + String.join(" ", names) + ")'" + shown + rest;
  }

  /** A message, and what can stand there: nothing unless it is known, or a file. */
  private static String value(ArgSpec argument) {
    String words = Model.candidates(argument).collect(Collectors.joining(" "));
    String message = escaped(argument.paramLabel());
    if (!words.isEmpty()) {
      return message + ":(" + words + ")";
    }
    boolean many =
        argument instanceof PositionalParamSpec positional && positional.index().isVariable();
    return message + ":" + (many ? "_files" : " ");
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace(":", "\\:").replace("[", "\\[").replace("]", "\\]");
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
