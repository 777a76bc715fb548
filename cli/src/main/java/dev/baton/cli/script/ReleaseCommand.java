package dev.baton.cli.script;

import dev.baton.DistributedLock;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.cli.base.Baton;
import dev.baton.cli.base.Errors;
import dev.baton.cli.base.ExitCode;
import dev.baton.cli.base.Json;
import dev.baton.cli.base.Target;
import dev.baton.cli.base.Words;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

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
public final class ReleaseCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "KEY", description = "The lock's name.")
  public String key = "";

  @Parameters(index = "1", paramLabel = "TOKEN", description = "What 'baton acquire' printed.")
  public String token = "";

  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  public Baton baton;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  public CommandSpec spec;

  @Override
  public Integer call() {
    try (LockClient client = baton.target().connect("baton")) {
      DistributedLock lock = Target.lock(client, key, LockOptions.defaults());
      boolean released = lock.release(token);
      if (baton.json) {
        spec.commandLine()
            .getOut()
            .println(new Json().with("lock", key).with("released", released));
      }
      if (released) {
        return ExitCode.OK;
      }
      Errors.say(
          spec.commandLine().getErr(),
          "not released, since that token does not hold it: " + Words.of(lock.inspect()));
      return ExitCode.CONFLICT;
    }
  }
}
