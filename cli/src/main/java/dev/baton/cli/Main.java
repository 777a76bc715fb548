package dev.baton.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.cli.base.Errors;
import dev.baton.cli.base.ExitCode;
import dev.baton.cli.base.Failure;
import dev.baton.cli.base.Settings;
import dev.baton.cli.base.Signals;
import java.io.PrintWriter;
import picocli.CommandLine;

/** Starts the {@code baton} command. */
public final class Main {
  private Main() {}

  /**
   * Runs the command and ends the JVM with its exit code.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    Signals.interruptOnce(Thread.currentThread());
    System.exit(
        execute(
            new PrintWriter(System.out, true, UTF_8),
            new PrintWriter(System.err, true, UTF_8),
            args));
  }

  /** Runs the command and tells its exit code. */
  public static int execute(PrintWriter out, PrintWriter err, String... args) {
    CommandLine line =
        Commands.commandLine(args)
            .setOut(out)
            .setErr(err)
            .setExpandAtFiles(false) // "@name" is the wrapped command's own business
            .setUsageHelpWidth(88);
    Errors errors = new Errors(err);
    line.setParameterExceptionHandler(errors).setExecutionExceptionHandler(errors);
    int code = errors.unreadable(args) ? ExitCode.USAGE : execute(line, err, errors, args);
    out.flush();
    err.flush();
    return code;
  }

  private static int execute(CommandLine line, PrintWriter err, Errors errors, String... args) {
    try {
      Settings.apply(line, Commands.names(), System.getenv(), err);
    } catch (Failure failure) {
      return errors.handle(failure);
    }
    return line.execute(args);
  }
}
