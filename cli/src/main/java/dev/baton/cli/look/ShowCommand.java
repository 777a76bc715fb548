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
          + " strictly FIFO, or it waits for permits; the first 1,000 are shown.",
      "",
      "Of a lock that is shared all who share it are shown, the one whose lease ends first in front,"
          + " up to 1,000, each with the token that 'baton force-release' takes; and of those who"
          + " wait, what they wait for: exclusive, shared, or permits. How many permits there are is"
          + " known from those who wait only, since it is told with each request: without them it is"
          + " '4 permits', with them '4 of 5 permits'.",
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
    footer = {
      "  baton show deploy",
      "  baton show --json deploy | jq -r '.waiters[].host'",
      "  baton show --json config | jq -r '.holders[].token'"
    })
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
