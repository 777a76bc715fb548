package dev.baton.cli.look;

import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.LockState;
import dev.baton.cli.base.Baton;
import dev.baton.cli.base.ExitCode;
import dev.baton.cli.base.Target;
import dev.baton.cli.base.Words;
import java.io.PrintWriter;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Shows one lock: who holds it, since when, and who waits. */
@Command(
    name = "show",
    header = "Show who holds a lock, since when, and who waits in which place.",
    customSynopsis = "baton show KEY",
    description = {
      "",
      "Asks Redis once. The queue has one place for each process that waits, unless its lock is"
          + " strictly FIFO; the first 1,000 are shown.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the lock is held",
      "1:the lock is free",
      "64:usage",
      "65:KEY belongs to data of another type",
      "69:Redis cannot be reached, or refuses"
    },
    footerHeading = "%nExamples:%n",
    footer = {"  baton show deploy", "  baton show --json deploy | jq -r '.waiters[].host'"})
public final class ShowCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "KEY", description = "The lock's name.")
  String key = "";

  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  Baton baton;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (LockClient client = baton.target().connect("baton")) {
      LockState state = Target.lock(client, key, LockOptions.defaults()).inspect();
      if (baton.json) {
        out.println(Words.json(state));
      } else {
        LockPage.lines(state, LocalDateTime.now(ZoneId.systemDefault()), Integer.MAX_VALUE)
            .forEach(out::println);
      }
      return state.holder().isPresent() ? ExitCode.OK : ExitCode.CONFLICT;
    }
  }
}
