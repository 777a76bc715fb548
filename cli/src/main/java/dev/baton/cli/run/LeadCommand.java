package dev.baton.cli.run;

import dev.baton.BackendException;
import dev.baton.ElectionOptions;
import dev.baton.LeaderElection;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.cli.base.Baton;
import dev.baton.cli.base.ExitCode;
import dev.baton.cli.base.Failure;
import dev.baton.cli.base.Seconds;
import dev.baton.cli.base.Target;
import dev.baton.cli.base.Words;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a command on one of several hosts, for as long as it leads. */
@Command(
    name = "lead",
    header = "Run a command on one of several hosts, and on another when that fails.",
    customSynopsis = {
      "baton lead NAME [OPTIONS] -- COMMAND [ARGUMENT...]",
      "       baton lead NAME [OPTIONS] -c LINE"
    },
    description = {
      "",
      "Is a candidate for leading NAME, with all others who are started so, and runs COMMAND while"
          + " it leads. They lead in the order in which they came. COMMAND gets this standard"
          + " input, output and error, and these variables: BATON_KEY, BATON_TOKEN, BATON_LEASE"
          + " (seconds) and BATON_FENCE (the number of the term, larger for each later leader; send"
          + " it along with what COMMAND writes, and let the receiver refuse smaller ones).",
      "",
      "When COMMAND ends, however it ends, baton ends with its exit code, and the next candidate"
          + " leads at once. Have what starts your services start baton again.",
      "",
      "When Redis confirms no renewal for two thirds of the lease, or the lock of this name is"
          + " deleted, this host leads no more: TERM goes to COMMAND and all that it has started,"
          + " then KILL, before another can lead. baton goes on as a candidate, and runs COMMAND"
          + " again when its turn comes. If baton itself is killed COMMAND is ended too, and"
          + " another leads once the lease is over.",
      "",
      "INT, TERM, HUP, USR1 and USR2 are passed on to COMMAND while it runs; before that, they end"
          + " baton.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "*:COMMAND's own, or 128 + N if signal N ended it, or baton before; otherwise:",
      "64:usage",
      "65:NAME belongs to data of another type",
      "69:Redis cannot be reached at the start, or refuses; COMMAND was not run",
      "126:COMMAND cannot be executed",
      "127:COMMAND was not found"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  baton lead scheduler -- ./scheduler.sh       # on each of three hosts",
      "  baton lead --as \"http://$HOSTNAME:8080\" api -- ./api.sh",
      "  baton leader scheduler                       # who leads"
    })
public final class LeadCommand implements Callable<Integer> {
  private static final Duration SHORTEST_LEASE = Duration.ofSeconds(1);

  @Parameters(
      index = "0",
      paramLabel = "NAME",
      description = "What is led; the key in Redis of the lock that the leader holds.")
  String name = "";

  @Parameters(
      index = "1..*",
      paramLabel = "COMMAND",
      description = "What to run, and its arguments; always after '--'.")
  List<String> command = List.of();

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  ProgramOptions toRun;

  @Option(
      names = "--as",
      paramLabel = "TEXT",
      defaultValue = "",
      description =
          "What 'baton leader' and other programs are told of this candidate while it leads, for"
              + " instance its address: up to 1,024 bytes.")
  String candidate = "";

  @Option(
      names = "--lease",
      paramLabel = "TIME",
      converter = Seconds.class,
      defaultValue = "15",
      description =
          "How long nobody else leads if this host dies; at least 1, and the same for all"
              + " candidates. Renewed every third of that. Default: ${DEFAULT-VALUE}.")
  Duration lease = Duration.ZERO;

  @Option(
      names = {"-k", "--grace", "--kill-after"},
      paramLabel = "TIME",
      converter = Seconds.class,
      defaultValue = "2",
      description =
          "How long COMMAND has between TERM and KILL, but no longer than a sixth of the lease."
              + " Default: ${DEFAULT-VALUE}.")
  Duration grace = Duration.ZERO;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  Telling telling;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    Program program = toRun.program(spec, command);
    ElectionOptions options = check();
    telling.begin();
    Baton baton = (Baton) spec.parent().userObject();
    program.find();
    String application = toRun.application(program);
    Errand errand = new Errand(program, name, lease, grace(), telling::say, telling::tell);
    try (LockClient client = baton.target().connect(application)) {
      // an election asks for ever, also for what will never be a lock
      Target.lock(client, name, LockOptions.defaults()).inspect();
      telling.tell("a candidate for " + Words.quoted(name) + " on " + baton.target());
      try (LeaderElection election = client.elect(name, options, errand::lead)) {
        int code = errand.exitCode().get();
        telling.tell("ended with exit code " + code);
        return code;
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException thrown) {
        throw thrown;
      }
      throw new IllegalStateException(e.getCause());
    } catch (BackendException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      throw e;
    }
  }

  private Duration grace() {
    return HoldOptions.shorter(grace, lease.dividedBy(6));
  }

  private ElectionOptions check() {
    if (lease.compareTo(SHORTEST_LEASE) < 0) {
      throw usage("--lease: at least 1 second");
    }
    try {
      return ElectionOptions.candidate(candidate).leaseDuration(lease);
    } catch (IllegalArgumentException e) {
      throw new Failure(ExitCode.USAGE, "--as: " + e.getMessage(), e);
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
