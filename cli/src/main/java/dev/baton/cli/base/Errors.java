package dev.baton.cli.base;

import dev.baton.BackendException;
import dev.baton.LeaseLostException;
import dev.baton.LockException;
import dev.baton.LockTimeoutException;
import dev.baton.spi.ConnectionFault;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ConnectException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what went wrong in a line or two, without stack trace or secrets, and with an exit code. */
public final class Errors implements IParameterExceptionHandler, IExecutionExceptionHandler {
  private static final boolean DEBUG =
      !Objects.requireNonNullElse(System.getenv("BATON_DEBUG"), "").isEmpty();

  /** What picocli's {@code help} says of a command that is not there. */
  private static final Pattern UNKNOWN_TO_HELP = Pattern.compile("Unknown subcommand '(.*)'\\.");

  private final PrintWriter err;

  public Errors(PrintWriter err) {
    this.err = err;
  }

  /** Prints a message that may have several lines. */
  public static void say(PrintWriter err, String message) {
    Target.withoutSecrets(message).lines().forEach(line -> err.println("baton: " + line));
    err.flush();
  }

  /**
   * Complains about arguments that the JVM could not decode: a lock by a wrong name is none, and a
   * wrapped command would get other words than were typed.
   */
  public boolean unreadable(String[] args) {
    boolean damaged = List.of(args).stream().anyMatch(arg -> arg.indexOf('\uFFFD') >= 0);
    if (damaged) {
      say(
          err,
          "an argument is not UTF-8, or the locale is not: try again with LC_ALL=C.UTF-8 or another"
              + " UTF-8 locale");
    }
    return damaged;
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    debug(e);
    String message = problem(e, List.of(args));
    say(
        err,
        message + "\nsee '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'");
    return ExitCode.USAGE;
  }

  private static String problem(ParameterException e, List<String> args) {
    if (e instanceof UnmatchedArgumentException unmatched) {
      return unmatched(unmatched, args);
    }
    Matcher helpFor = UNKNOWN_TO_HELP.matcher(message(e));
    return helpFor.matches()
        ? noCommand(e.getCommandLine(), helpFor.group(1))
        : decapitalised(message(e).replaceFirst("^Error: ", ""));
  }

  private static String unmatched(UnmatchedArgumentException e, List<String> args) {
    String first = e.getUnmatched().get(0);
    CommandLine line = e.getCommandLine();
    if (e.isUnknownOption()) {
      String name = first.replaceFirst("=.*", "");
      String message =
          "unknown option '"
              + first
              + "'"
              + didYouMean(name.startsWith("--") ? name : "", options(line));
      return List.of("run", "lead").contains(line.getCommandName()) && !args.contains("--")
          ? message + "; if it is the command's own, put '--' before the command"
          : message;
    }
    return line.getParent() == null
        ? noCommand(line, first)
        : "one argument too many: '" + first + "'";
  }

  private static String noCommand(CommandLine line, String word) {
    List<String> visible =
        line.getSubcommands().entrySet().stream()
            .filter(each -> !each.getValue().getCommandSpec().usageMessage().hidden())
            .map(Map.Entry::getKey)
            .toList();
    return "there is no command '" + word + "'" + didYouMean(word, visible);
  }

  private static List<String> options(CommandLine line) {
    return line.getCommandSpec().optionsMap().entrySet().stream()
        .filter(each -> each.getKey().startsWith("--") && !each.getValue().hidden())
        .map(Map.Entry::getKey)
        .toList();
  }

  private static String didYouMean(String word, List<String> words) {
    List<String> near = word.isEmpty() ? List.of() : Near.to(word, words);
    return near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
  }

  /** Tells of a failure before any command has begun; its exit code. */
  public int handle(Failure failure) {
    debug(failure);
    return told(failure);
  }

  private int told(Failure failure) {
    say(err, message(failure));
    return failure.exitCode();
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine line, ParseResult result) {
    debug(e);
    if (e instanceof Failure failure) {
      return told(failure);
    }
    if (e instanceof InterruptedException) {
      return Signals.exitCode();
    }
    if (e instanceof BackendException backend) {
      boolean absent = backend.lockName().isEmpty() && e.getCause() instanceof ConnectionFault;
      say(err, message(e) + (absent ? hint(e) : ""));
      return ExitCode.UNAVAILABLE;
    }
    if (e instanceof LockTimeoutException) {
      say(err, message(e));
      return ExitCode.CONFLICT;
    }
    if (e instanceof LeaseLostException) {
      say(err, message(e));
      return ExitCode.LOCK_LOST;
    }
    if (e instanceof LockException) {
      say(err, message(e));
      return ExitCode.WRONG_DATA;
    }
    say(err, "this should not happen: " + e + "\nBATON_DEBUG=1 shows where it happened");
    return ExitCode.INTERNAL;
  }

  private static String hint(Exception e) {
    String address = "\nthe address is that of --url, BATON_URL, REDIS_URL or the settings";
    for (Throwable at = e; at != null; at = at.getCause()) {
      if (at instanceof ConnectException) {
        return address + "; 'baton server' starts a server to play with";
      }
    }
    return address;
  }

  private static String message(Exception e) {
    return Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
  }

  private static String decapitalised(String text) {
    return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }

  private void debug(Exception e) {
    if (DEBUG) {
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace, true));
      err.print(Target.withoutSecrets(trace.toString()));
    }
  }
}
