package dev.baton.cli.run;

import dev.baton.cli.base.Words;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What {@code run} and {@code lead} run: words behind {@code --}, or a line of shell. */
final class ProgramOptions {

  @Option(
      names = {"-c", "--command"},
      paramLabel = "LINE",
      description = "Run a line of shell instead, by $SHELL, else /bin/sh, with -c.")
  @Nullable String line;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Who takes the lock, for those who look. Default: the name of the command.")
  @Nullable String name;

  /** By which name the owner is known: one that was given, or that of what is run. */
  String application(Program program) {
    String known =
        name != null ? name : line != null ? line.strip().split("\\s", 2)[0] : program.name();
    return Words.applicationName(known.substring(known.lastIndexOf('/') + 1)).orElse("baton");
  }

  /**
   * What is to be run.
   *
   * @param spec of the command that has these options
   * @param command the words behind its first
   * @throws ParameterException if that is nothing, or cannot be told from baton's own options
   */
  Program program(CommandSpec spec, List<String> command) {
    String first = spec.positionalParameters().get(0).paramLabel();
    String example = ", as in '" + spec.qualifiedName() + " " + first + " -- COMMAND'";
    List<String> words = spec.commandLine().getParseResult().originalArgs();
    String complaint = null;
    if (line != null) {
      if (command.isEmpty()) {
        return Program.shellLine(line);
      }
      complaint = "-c is all there is to run: put the arguments into its LINE";
    } else if (words.contains("--") && words.size() - words.indexOf("--") - 2 == command.size()) {
      complaint = "no " + first + " is given: it comes before '--'" + example;
    } else if (command.isEmpty()) {
      complaint = "nothing to run: the command comes after '--'" + example;
    } else if (words.size() - words.indexOf("--") - 1 != command.size()) {
      // Else an option of the command's that baton also has would silently be taken for baton's.
      complaint = "put '--' between " + first + " and the command" + example;
    }
    if (complaint != null) {
      throw new ParameterException(spec.commandLine(), complaint);
    }
    return new Program(command);
  }
}
