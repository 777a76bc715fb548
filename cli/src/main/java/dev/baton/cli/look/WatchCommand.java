package dev.baton.cli.look;

import dev.baton.BackendException;
import dev.baton.DistributedLock;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.LockState;
import dev.baton.cli.base.Baton;
import dev.baton.cli.base.Errors;
import dev.baton.cli.base.Seconds;
import dev.baton.cli.base.Target;
import dev.baton.cli.base.Terminal;
import dev.baton.cli.base.Words;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Shows what happens to a lock, as it happens. */
@Command(
    name = "watch",
    header = "Show what happens to a lock, as it happens.",
    customSynopsis = "baton watch KEY [--interval SECONDS]",
    description = {
      "",
      "On a terminal the lock's holder and queue are drawn again and again; otherwise, and with"
          + " --json, each change is a line of its own, beginning with how it stands. Asks Redis at an"
          + " interval: what comes and goes between two looks is not seen, and neither is a lock"
          + " passed among the threads of one process. Goes on while Redis is out of reach, and ends"
          + " with Ctrl-C.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "64:usage",
      "65:KEY belongs to data of another type",
      "69:Redis cannot be reached, or refuses, at the beginning",
      "130:Ctrl-C"
    },
    footerHeading = "%nExamples:%n",
    footer = {"  baton watch deploy", "  baton watch --json deploy >>deploy.log"})
public final class WatchCommand implements Callable<Integer> {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
  private static final int WAITERS_SHOWN = 15;

  @Parameters(index = "0", paramLabel = "KEY", description = "The lock's name.")
  String key = "";

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      converter = Seconds.class,
      defaultValue = "0.25",
      description = "The time between two looks, at least 0.01. Default: ${DEFAULT-VALUE}.")
  Duration interval = Duration.ZERO;

  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  Baton baton;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  CommandSpec spec;

  private int drawn;
  private Optional<LockState> before = Optional.empty();
  private boolean reachable = true;

  @Override
  public Integer call() throws InterruptedException {
    long millis = Math.max(10, interval.toMillis());
    try (LockClient client = baton.target().connect("baton")) {
      DistributedLock lock = Target.lock(client, key, LockOptions.defaults());
      show(lock.inspect());
      while (true) {
        TimeUnit.MILLISECONDS.sleep(millis);
        look(lock);
      }
    }
  }

  private void look(DistributedLock lock) {
    try {
      show(lock.inspect());
      if (!reachable) {
        Errors.say(spec.commandLine().getErr(), "Redis is back");
      }
      reachable = true;
    } catch (BackendException e) {
      if (reachable) {
        drawn = 0;
        Errors.say(spec.commandLine().getErr(), e.getMessage() + "\ntrying again");
      }
      reachable = false;
    }
  }

  private void show(LockState state) {
    LocalDateTime now = LocalDateTime.now(ZoneId.systemDefault());
    PrintWriter out = spec.commandLine().getOut();
    List<String> changes = Changes.between(before, state);
    if (baton.json) {
      if (!changes.isEmpty()) {
        out.println(Words.json(state).with("changes", changes));
      }
    } else if (Terminal.isOutput()) {
      List<String> lines = LockPage.lines(state, now, WAITERS_SHOWN);
      out.print(Terminal.backOver(drawn) + Terminal.clipped(lines));
      drawn = lines.size();
    } else {
      changes.forEach(change -> out.println(TIME.format(now) + "  " + change));
    }
    out.flush();
    before = Optional.of(state);
  }
}
