package dev.baton.cli.script;

import dev.baton.DistributedLock;
import dev.baton.cli.base.ExitCode;
import dev.baton.cli.base.Json;
import dev.baton.cli.base.LockCommand;
import dev.baton.cli.base.Seconds;
import dev.baton.cli.base.Words;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Has a lock stay taken for longer, for the one who has its token. */
@Command(
    name = "renew",
    header = "Keep a lock taken for longer that 'baton acquire' or any other client took.",
    customSynopsis = "baton renew KEY TOKEN TIME",
    description = {
      "",
      "Has KEY stay taken for TIME from now on, if its value is TOKEN; otherwise changes nothing. A"
          + " lock that stays taken for longer, or for ever, is left as it is: whoever holds it"
          + " relies on that.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the lock is held with TOKEN, for TIME at least",
      "1:the lock is free, or held with another token; nothing was changed",
      "64:usage",
      "65:KEY belongs to data of another type",
      "69:Redis cannot be reached, or refuses"
    },
    footerHeading = "%nExample:%n",
    footer =
        "  baton renew deploy \"$token\" 5m || exit   # it has run out, and is another's perhaps")
public final class RenewCommand extends LockCommand {

  @Parameters(index = "1", paramLabel = "TOKEN", description = "What 'baton acquire' printed.")
  String token = "";

  @Parameters(
      index = "2",
      paramLabel = "TIME",
      converter = Seconds.class,
      description = "For how long, from now on; at least 10ms.")
  Duration time = Duration.ZERO;

  @Override
  protected void check() {
    if (time.compareTo(Duration.ofMillis(10)) < 0) {
      throw usage("TIME: at least 10ms");
    }
  }

  @Override
  protected int with(DistributedLock lock) {
    boolean renewed = lock.renew(token, time);
    if (json()) {
      print(new Json().with("lock", lock.name()).with("renewed", renewed));
    }
    if (renewed) {
      return ExitCode.OK;
    }
    say("not renewed, since that token does not hold it: " + Words.of(lock.inspect()));
    return ExitCode.CONFLICT;
  }
}
