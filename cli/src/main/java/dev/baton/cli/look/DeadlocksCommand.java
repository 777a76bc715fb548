package dev.baton.cli.look;

import dev.baton.Deadlock;
import dev.baton.LockClient;
import dev.baton.LockState;
import dev.baton.cli.base.Deadlocks;
import dev.baton.cli.base.ExitCode;
import dev.baton.cli.base.Seconds;
import dev.baton.cli.base.Subcommand;
import dev.baton.cli.base.Terminal;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells which clients wait for each other. */
@Command(
    name = "deadlocks",
    header = "Tell which clients wait for each other, each for a lock that the next one has.",
    customSynopsis = "baton deadlocks [--watch] [--interval TIME] [PATTERN]",
    description = {
      "",
      "Goes through the keys of the database, and looks at each lock that somebody waits for. If"
          + " clients wait in a circle it looks at their locks once more, and tells of the circles in"
          + " which all holds and waits are the same as before.",
      "",
      "They are possible deadlocks: Redis knows clients and not their threads. A client can hold one"
          + " lock in one thread and wait for another in another thread, and then it goes on. A"
          + " longer interval rules out more of these. Not found are threads of one client that wait"
          + " for each other, and those who have a part of one lock and wait for more of it.",
      "",
      "'baton force-release' takes a lock from its holder, and ends a deadlock.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:no deadlock was found",
      "1:one at least was found",
      "64:usage",
      "69:Redis cannot be reached, or refuses; with --watch, at the beginning",
      "130:Ctrl-C, with --watch"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  baton deadlocks",
      "  baton deadlocks --interval 10 'order:*' || page-somebody",
      "  baton deadlocks --watch >>deadlocks.log",
      "  baton deadlocks --json | jq -r '.waits[].waiter.host'"
    })
public final class DeadlocksCommand extends Subcommand {

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "PATTERN",
      description = "The locks to look at, as for 'baton ls'. Default: all.")
  String pattern = "*";

  @Option(
      names = "--interval",
      paramLabel = "TIME",
      converter = Seconds.class,
      defaultValue = "1",
      description =
          "The time between the two looks: more than locks are usually held. Default:"
              + " ${DEFAULT-VALUE}.")
  Duration interval = Duration.ZERO;

  @Option(
      names = "--watch",
      description = {
        "Go on looking until Ctrl-C, also while Redis is out of reach, and tell of each deadlock once"
            + " when it is there and once when it is gone. Rests nine times as long as a look takes,"
            + " and as the interval at least."
      })
  boolean watch;

  @Override
  public Integer call() throws InterruptedException {
    try (LockClient client = baton.target().connect("baton")) {
      if (watch) {
        new DeadlockWatch(() -> find(client), json(), this::tell, this::say).run(interval);
      }
      List<Deadlock> found = find(client);
      if (json()) {
        found.forEach(deadlock -> print(Deadlocks.json(deadlock)));
      } else if (!found.isEmpty()) {
        print(Deadlocks.counted(found.size()));
        for (Deadlock deadlock : found) {
          print("");
          Deadlocks.lines(deadlock).forEach(line -> print("  " + line));
        }
      } else if (Terminal.isOutput()) {
        print("no deadlock");
      }
      return found.isEmpty() ? ExitCode.OK : ExitCode.CONFLICT;
    }
  }

  private List<Deadlock> find(LockClient client) throws InterruptedException {
    return client.deadlocks(waitedFor(client), interval);
  }

  private void tell(Object line) {
    print(line);
    out().flush();
  }

  private List<String> waitedFor(LockClient client) {
    try (Stream<LockState> found = client.find(pattern)) {
      return found.filter(lock -> lock.waiting() > 0).map(LockState::name).toList();
    }
  }
}
