package dev.baton.cli.script;

import dev.baton.DistributedLock;
import dev.baton.LockState;
import dev.baton.cli.base.ExitCode;
import dev.baton.cli.base.LockCommand;
import dev.baton.cli.base.Words;
import picocli.CommandLine.Command;

/** Tells whether a lock is held. */
@Command(
    name = "locked",
    header = "Tell whether a lock is held, by whom, and for how long.",
    customSynopsis = "baton locked KEY",
    description = {
      "",
      "Asks Redis once. The answer can be out of date as soon as it is printed: never decide by it"
          + " whether to go ahead, but try to take the lock ('baton run -n').",
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
      "  baton locked deploy",
      "  baton locked --json deploy | jq .waiting",
    })
public final class LockedCommand extends LockCommand {

  @Override
  protected int with(DistributedLock lock) {
    LockState state = lock.inspect();
    print(json() ? Words.json(state) : Words.of(state));
    return state.holder().isPresent() ? ExitCode.OK : ExitCode.CONFLICT;
  }
}
