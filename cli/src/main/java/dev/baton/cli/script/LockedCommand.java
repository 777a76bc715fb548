package dev.baton.cli.script;

import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.LockState;
import dev.baton.cli.base.Baton;
import dev.baton.cli.base.ExitCode;
import dev.baton.cli.base.Target;
import dev.baton.cli.base.Words;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

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
public final class LockedCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "KEY", description = "The lock's name.")
  public String key = "";

  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  public Baton baton;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  public CommandSpec spec;

  @Override
  public Integer call() {
    try (LockClient client = baton.target().connect("baton")) {
      LockState state = Target.lock(client, key, LockOptions.defaults()).inspect();
      spec.commandLine().getOut().println(baton.json ? Words.json(state) : Words.of(state));
      return state.holder().isPresent() ? ExitCode.OK : ExitCode.CONFLICT;
    }
  }
}
