package dev.baton.cli.script;

import dev.baton.DistributedLock;
import dev.baton.cli.base.ExitCode;
import dev.baton.cli.base.Json;
import dev.baton.cli.base.LockCommand;
import dev.baton.cli.base.Words;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Frees a lock for the one who has its token. */
@Command(
    name = "release",
    header = "Free a lock that 'baton acquire' or any other client took.",
    customSynopsis = "baton release KEY TOKEN",
    description = {
      "",
      "Frees KEY, or hands it to the next waiter, if its value is TOKEN; otherwise changes nothing."
          + " That is one atomic step: the lock of the next holder cannot be freed by mistake.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the lock was held with TOKEN and is not any more",
      "1:the lock is free, or held with another token; nothing was changed",
      "64:usage",
      "65:KEY belongs to data of another type",
      "69:Redis cannot be reached, or refuses"
    },
    footerHeading = "%nExample:%n",
    footer = "  baton release deploy \"$token\"")
public final class ReleaseCommand extends LockCommand {

  @Parameters(index = "1", paramLabel = "TOKEN", description = "What 'baton acquire' printed.")
  String token = "";

  @Override
  protected int with(DistributedLock lock) {
    boolean released = lock.release(token);
    if (json()) {
      print(new Json().with("lock", lock.name()).with("released", released));
    }
    if (released) {
      return ExitCode.OK;
    }
    say("not released, since that token does not hold it: " + Words.of(lock.inspect()));
    return ExitCode.CONFLICT;
  }
}
