package dev.baton.cli.base;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** What a command has of the command line around it, and where it prints. */
public abstract class Subcommand implements Callable<Integer> {

  /** The options that go with all commands. */
  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  protected Baton baton;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  CommandSpec spec;

  /** Whether to print JSON instead of text. */
  protected final boolean json() {
    return baton.json;
  }

  protected final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** Whether to print colours. */
  protected final Ansi ansi() {
    return spec.commandLine().getColorScheme().ansi();
  }

  /** Prints a line, or an object as one. */
  protected final void print(Object line) {
    out().println(line);
  }

  /** Tells the user on standard error. */
  protected final void say(String message) {
    Errors.say(spec.commandLine().getErr(), message);
  }

  /** A command line that makes no sense. */
  protected final ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
