package dev.baton.cli.look;

import dev.baton.BackendException;
import dev.baton.DistributedLock;
import dev.baton.LockState;
import dev.baton.cli.base.ExitCode;
import dev.baton.cli.base.Failure;
import dev.baton.cli.base.LockCommand;
import dev.baton.cli.base.Seconds;
import dev.baton.cli.base.Terminal;
import dev.baton.cli.base.Words;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows what happens to a lock, as it happens. */
@Command(
    name = "watch",
    header = "Show what happens to a lock, as it happens.",
    customSynopsis = "baton watch KEY [--interval TIME]",
    description = {
      "",
      "On a terminal the lock's holder and queue are drawn again and again; otherwise, and with"
          + " --json, each change is a line of its own, beginning with how it stands. Asks Redis at an"
          + " interval: what comes and goes between two looks is not seen, and neither is a lock"
          + " passed among the threads of one process. Renewals of a lock that is shared are not"
          + " told. Goes on while Redis is out of reach, and ends"
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
public final class WatchCommand extends LockCommand {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
  private static final int WAITERS_SHOWN = 15;
  private static final long LEAST_MILLIS = 10;

  @Option(
      names = "--interval",
      paramLabel = "TIME",
      converter = Seconds.class,
      defaultValue = "0.25",
      description = "The time between two looks, at least 0.01. Default: ${DEFAULT-VALUE}.")
  Duration interval = Duration.ZERO;

  private int drawn;
  private Optional<LockState> before = Optional.empty();
  private boolean reachable = true;

  @Override
  protected void check() {
    if (interval.toMillis() < LEAST_MILLIS) {
      throw new Failure(ExitCode.USAGE, "--interval: at least 0.01 seconds");
    }
  }

  @Override
  protected int with(DistributedLock lock) throws InterruptedException {
    show(lock.inspect());
    while (true) {
      TimeUnit.MILLISECONDS.sleep(interval.toMillis());
      look(lock);
    }
  }

  private void look(DistributedLock lock) {
    try {
      show(lock.inspect());
      if (!reachable) {
        say("Redis is back");
      }
      reachable = true;
    } catch (BackendException e) {
      if (reachable) {
        drawn = 0;
        say(e.getMessage() + "\ntrying again");
      }
      reachable = false;
    }
  }

  private void show(LockState state) {
    LocalDateTime now = LocalDateTime.now(ZoneId.systemDefault());
    List<String> changes = Changes.between(before, state);
    if (json()) {
      if (!changes.isEmpty()) {
        print(Words.json(state).with("changes", changes));
      }
    } else if (Terminal.isOutput()) {
      List<String> lines = LockPage.lines(state, now, WAITERS_SHOWN);
      out().print(Terminal.backOver(drawn) + Terminal.clipped(lines));
      drawn = lines.size();
    } else {
      changes.forEach(change -> print(TIME.format(now) + "  " + change));
    }
    out().flush();
    before = Optional.of(state);
  }
}
