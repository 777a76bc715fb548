package dev.baton.cli.run;

import dev.baton.Acquirable;
import dev.baton.BackendException;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.cli.base.Baton;
import dev.baton.cli.base.ExitCode;
import dev.baton.cli.base.Seconds;
import dev.baton.cli.base.WaitOptions;
import dev.baton.cli.base.Words;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a command while holding a lock. */
@Command(
    name = "run",
    header = "Run a command while holding a lock.",
    customSynopsis = {
      "baton run KEY [-n | -w TIME] [OPTIONS] -- COMMAND [ARGUMENT...]",
      "       baton run KEY [-n | -w TIME] [OPTIONS] -c LINE"
    },
    description = {
      "",
      "Waits until KEY is free, takes it, runs COMMAND, and frees the lock when COMMAND has ended,"
          + " however it ends. COMMAND gets this standard input, output and error, and these"
          + " variables: BATON_KEY, BATON_TOKEN (the lock's value in Redis), BATON_LEASE (seconds)"
          + " and BATON_FENCE (a number that is larger for each later holder; send it along with"
          + " what COMMAND writes, and let the receiver refuse smaller ones).",
      "",
      "With -s it shares KEY with others who do, and all of them have the same BATON_FENCE; with"
          + " --at-most N no more than N run at the same time, and BATON_FENCE guards nothing.",
      "",
      "The lock is renewed while COMMAND runs. If it is lost all the same, because Redis was out of"
          + " reach for too long or somebody deleted the key, COMMAND is ended before another can"
          + " run: TERM goes to it and all that it has started, then KILL. The same happens if"
          + " baton itself is killed.",
      "",
      "INT, TERM, HUP, USR1 and USR2 are passed on to COMMAND; what is typed at the terminal"
          + " reaches it anyway. QUIT is not passed on: baton cannot hear it, and it does nothing"
          + " to baton.",
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
      "  baton run -n -q --at-least 1m cleanup -- ./cleanup.sh         # in a crontab on 3 hosts",
      "  baton run -s config -- ./read.sh                    # beside others with -s",
      "  baton run --at-most 3 crawl -- ./crawl.sh           # three at a time, on all hosts",
      "  baton run -w 30 -E 9 migrate -c 'echo \"fence $BATON_FENCE\"; ./migrate'"
    })
public final class RunCommand implements Callable<Integer> {

  @Parameters(
      index = "0",
      paramLabel = "KEY",
      description = "The lock's name, and its key in Redis.")
  String key = "";

  @Parameters(
      index = "1..*",
      paramLabel = "COMMAND",
      description = "What to run, and its arguments; always after '--'.")
  List<String> command = List.of();

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  ProgramOptions toRun;

  @ArgGroup(exclusive = true)
  WaitOptions wait = new WaitOptions();

  @Option(
      names = {"-E", "--conflict-exit-code"},
      paramLabel = "CODE",
      description = "The exit code if the lock is busy, 0 to 255. Default: ${DEFAULT-VALUE}.")
  int conflictExitCode = ExitCode.CONFLICT;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  HoldOptions hold;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  ShareOptions share;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  FlockOptions flock;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  Telling telling;

  @Option(
      names = {"-q", "--quiet"},
      description = "Say nothing if the lock is busy, and show nothing while waiting.")
  boolean quiet;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    Program program = toRun.program(spec, command);
    check();
    telling.begin();
    Baton baton = (Baton) spec.parent().userObject();
    program.find();
    // names the command in the owner token, for those who ask who holds the lock
    String application = toRun.application(program);
    try (Watcher watcher = Watcher.start(hold.margin());
        LockClient client = connect(baton, application)) {
      Acquirable lock = share.of(client, key, hold.lockOptions());
      telling.tell("asking for " + Words.quoted(key) + " on " + baton.target());
      long asked = System.nanoTime();
      Optional<Lease> held = acquire(lock, application, baton.json);
      Duration waited = Duration.ofNanos(System.nanoTime() - asked);
      if (held.isEmpty()) {
        if (!quiet) {
          telling.say(Words.of(lock.inspect()));
        }
        return conflictExitCode;
      }
      try (Lease mine = held.get()) {
        telling.tell(
            "getting the lock took " + Seconds.exactly(waited) + " s; " + mine.ownerToken());
        endIfSignalled();
        int code = new Guard(mine, hold, watcher, telling::say).run(program);
        telling.tell("ended with exit code " + code);
        return code;
      }
    }
  }

  private LockClient connect(Baton baton, String application) throws InterruptedException {
    try {
      return baton.target().connect(application);
    } catch (BackendException e) {
      endIfSignalled();
      throw e;
    }
  }

  private Optional<Lease> acquire(Acquirable lock, String application, boolean json)
      throws InterruptedException {
    if (wait.nonblock || quiet || json) {
      return wait.acquire(lock);
    }
    try (Waiting waiting = Waiting.begin(lock, application, spec.commandLine().getErr())) {
      return wait.acquire(lock);
    }
  }

  /** Whatever waits ends by itself when a signal interrupts it; this is for where nothing does. */
  private static void endIfSignalled() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  private void check() {
    if (conflictExitCode < 0 || conflictExitCode > 255) {
      throw usage("--conflict-exit-code: from 0 to 255");
    }
    String complaint = flock.complaint();
    complaint = complaint == null ? hold.complaint() : complaint;
    complaint =
        complaint == null ? share.complaint(flock.exclusive, hold.atLeast != null) : complaint;
    if (complaint != null) {
      throw usage(complaint);
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
