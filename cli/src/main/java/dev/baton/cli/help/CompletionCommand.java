package dev.baton.cli.help;

import dev.baton.cli.base.ExitCode;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what makes a shell complete. */
@Command(
    name = "completion",
    header = "Print what makes a shell complete commands and options.",
    customSynopsis = "baton completion bash|zsh|fish",
    description = {
      "",
      "Prints a script for the shell. It knows the commands and options of this baton; names of"
          + " locks are not completed, since that would ask the server at each key.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:printed", "64:usage"},
    footerHeading = "%nExamples:%n",
    footer = {
      "  source <(baton completion bash)                                # in ~/.bashrc",
      "  baton completion zsh > \"$${fpath[1]}/_baton\"                   # once",
      "  baton completion fish > ~/.config/fish/completions/baton.fish  # once"
    })
public final class CompletionCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}.")
  Completion shell = Completion.bash;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  CommandSpec spec;

  private final Supplier<CommandLine> commands;

  /**
   * The command.
   *
   * @param commands makes the whole of baton
   */
  public CompletionCommand(Supplier<CommandLine> commands) {
    this.commands = commands;
  }

  @Override
  public Integer call() {
    CommandLine baton = commands.get();
    List.copyOf(baton.getSubcommands().keySet()).stream()
        .filter(name -> !Model.commands(baton).containsKey(name))
        .forEach(name -> baton.getCommandSpec().removeSubcommand(name));
    spec.commandLine().getOut().print(shell.script(baton));
    return ExitCode.OK;
  }
}
