package dev.baton.cli.help;

import dev.baton.cli.base.ExitCode;
import dev.baton.cli.base.VersionText;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the man page, for the package. */
@Command(name = "man-page", hidden = true, header = "Print the man page, as in 'man baton'.")
public final class ManPageCommand implements Callable<Integer> {

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  CommandSpec spec;

  private final Supplier<CommandLine> commands;

  /**
   * The command.
   *
   * @param commands makes the whole of baton
   */
  public ManPageCommand(Supplier<CommandLine> commands) {
    this.commands = commands;
  }

  @Override
  public Integer call() {
    String version = new VersionText().getVersion()[0];
    spec.commandLine().getOut().print(ManPage.of(commands.get(), version));
    return ExitCode.OK;
  }
}
