package dev.baton.cli.run;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.cli.base.Baton;
import dev.baton.cli.base.Errors;
import dev.baton.cli.base.ExitCode;
import dev.baton.cli.base.LogLines;
import dev.baton.cli.base.Seconds;
import dev.baton.cli.base.Target;
import dev.baton.cli.base.WaitOptions;
import dev.baton.cli.base.Words;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Runs a command while holding a lock. */
@Command(
    name = "run",
    header = "Run a command while holding a lock.",
    customSynopsis = "baton run KEY [-n | -w SECONDS] [OPTIONS] -- COMMAND [ARGUMENT...]",
    description = {
      "",
      "Waits until KEY is free, takes it, runs COMMAND, and frees the lock when COMMAND has ended,"
          + " however it ends. COMMAND gets this standard input, output and error, and three"
          + " variables: BATON_KEY, BATON_TOKEN (the lock's value in Redis) and BATON_FENCE (a"
          + " number that is larger for each later holder; send it along with what COMMAND writes,"
          + " and let the receiver refuse smaller ones).",
      "",
      "The lock is renewed while COMMAND runs. If it is lost all the same, because Redis was out of"
          + " reach for too long or somebody deleted the key, COMMAND is ended before another can"
          + " run: TERM goes to it and all that it has started, then KILL.",
      "",
      "INT, TERM, HUP, USR1 and USR2 are passed on to COMMAND; what is typed at the terminal reaches"
          + " it anyway. If baton itself is killed with KILL, COMMAND goes on, and the lock frees"
          + " itself when its lease ends.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "*:COMMAND's own, or 128 + N if signal N ended it; otherwise:",
      "1:the lock was busy (-n, -w); -E chooses another code",
      "64:usage",
      "65:KEY belongs to data of another type",
      "69:Redis cannot be reached, or refuses; COMMAND was not run",
      "75:the lock was lost; COMMAND was ended",
      "126:COMMAND cannot be executed",
      "127:COMMAND was not found"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  baton run nightly-report -- ./report.sh",
      "  baton run -n -q cleanup -- find /srv/tmp -mtime +7 -delete   # in a crontab on 3 hosts",
      "  baton run -w 30 -E 9 migrate -- sh -c 'echo \"fence $BATON_FENCE\"; ./migrate'"
    })
public final class RunCommand implements Callable<Integer> {

  @Parameters(
      index = "0",
      paramLabel = "KEY",
      description = "The lock's name, and its key in Redis.")
  public String key = "";

  @Parameters(
      index = "1..*",
      paramLabel = "COMMAND",
      description = "What to run, and its arguments; always after '--'.")
  public List<String> command = List.of();

  @ArgGroup(exclusive = true)
  public WaitOptions wait = new WaitOptions();

  @Option(
      names = {"-E", "--conflict-exit-code"},
      paramLabel = "CODE",
      description = "The exit code if the lock is busy, 0 to 255. Default: ${DEFAULT-VALUE}.")
  public int conflictExitCode = ExitCode.CONFLICT;

  @Option(
      names = "--lease",
      paramLabel = "SECONDS",
      converter = Seconds.class,
      defaultValue = "30",
      description =
          "How long the lock stays taken if baton or its machine dies; at least 1. It is renewed"
              + " every third of that. Default: ${DEFAULT-VALUE}.")
  public Duration lease = Duration.ZERO;

  @Option(
      names = {"-k", "--kill-after"},
      paramLabel = "SECONDS",
      converter = Seconds.class,
      defaultValue = "2",
      description = "How long COMMAND has between TERM and KILL. Default: ${DEFAULT-VALUE}.")
  public Duration grace = Duration.ZERO;

  @Option(
      names = {"-v", "--verbose"},
      description = "Tell on standard error what is going on.")
  public boolean verbose;

  @Option(
      names = {"-q", "--quiet"},
      description = "Say nothing if the lock is busy.")
  public boolean quiet;

  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  public Baton baton;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  public CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    check();
    if (verbose) {
      LogLines.show();
    }
    try (LockClient client = baton.target().connect(program())) {
      DistributedLock lock = Target.lock(client, key, LockOptions.defaults().leaseDuration(lease));
      tell("asking for " + Words.quoted(key) + " on " + baton.target());
      long asked = System.nanoTime();
      Optional<Lease> held = wait.acquire(lock);
      Duration waited = Duration.ofNanos(System.nanoTime() - asked);
      if (held.isEmpty()) {
        if (!quiet) {
          say(Words.of(lock.inspect()));
        }
        return conflictExitCode;
      }
      try (Lease mine = held.get()) {
        tell("got it after %s, token %s".formatted(Seconds.text(waited), mine.ownerToken()));
        int code = new Guard(mine, lease, grace, this::say).run(command);
        tell("ended with exit code " + code);
        return code;
      }
    }
  }

  /** Names the command in the owner token, for those who ask who holds the lock. */
  private String program() {
    String path = command.get(0);
    return Words.applicationName(path.substring(path.lastIndexOf('/') + 1)).orElse("baton");
  }

  private void check() {
    List<String> words = spec.commandLine().getParseResult().originalArgs();
    if (command.isEmpty()) {
      throw usage("nothing to run: the command comes after '--', as in 'baton run KEY -- COMMAND'");
    }
    // Else an option of the command's that baton also has would silently be taken for baton's.
    if (words.size() - words.indexOf("--") - 1 != command.size()) {
      throw usage("put '--' between KEY and the command, as in 'baton run KEY -- COMMAND'");
    }
    if (lease.compareTo(Duration.ofSeconds(1)) < 0) {
      throw usage("--lease: at least 1 second");
    }
    if (conflictExitCode < 0 || conflictExitCode > 255) {
      throw usage("--conflict-exit-code: from 0 to 255");
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private void say(String message) {
    Errors.say(spec.commandLine().getErr(), message);
  }

  private void tell(String message) {
    if (verbose) {
      say(message);
    }
  }
}
