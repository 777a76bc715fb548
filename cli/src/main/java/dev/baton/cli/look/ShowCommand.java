package dev.baton.cli.look;

import dev.baton.DistributedLock;
import dev.baton.LockState;
import dev.baton.cli.base.ExitCode;
import dev.baton.cli.base.LockCommand;
import dev.baton.cli.base.Words;
import java.time.LocalDateTime;
import java.time.ZoneId;
import picocli.CommandLine.Command;

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
public final class ShowCommand extends LockCommand {

  @Override
  protected int with(DistributedLock lock) {
    LockState state = lock.inspect();
    if (json()) {
      print(Words.json(state));
    } else {
      LockPage.lines(state, LocalDateTime.now(ZoneId.systemDefault()), Integer.MAX_VALUE)
          .forEach(this::print);
    }
    return state.holder().isPresent() ? ExitCode.OK : ExitCode.CONFLICT;
  }
}
