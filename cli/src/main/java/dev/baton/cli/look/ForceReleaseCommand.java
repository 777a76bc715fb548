package dev.baton.cli.look;

import dev.baton.DistributedLock;
import dev.baton.LockState;
import dev.baton.cli.base.ExitCode;
import dev.baton.cli.base.Failure;
import dev.baton.cli.base.Json;
import dev.baton.cli.base.LockCommand;
import dev.baton.cli.base.Owner;
import dev.baton.cli.base.Terminal;
import dev.baton.cli.base.Words;
import java.nio.charset.Charset;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Scanner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Takes a lock from its holder and hands it to the next waiter. */
@Command(
    name = "force-release",
    header = "Take a lock from its holder, and hand it to the next waiter.",
    customSynopsis = "baton force-release KEY [--yes]",
    description = {
      "",
      "For when the holder hangs and nobody can wait for its lease to end. Shows whom it hurts, and"
          + " asks. The holder is told at once if it listens (what 'baton run' runs is ended), else"
          + " by its next renewal; until then both it and the next one may believe that they hold"
          + " the lock, and only fencing tokens tell them apart.",
      "",
      "Only the holder that was shown loses the lock: if it has changed hands meanwhile, nothing is"
          + " changed.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the lock was taken from its holder",
      "1:nothing was changed: the lock is free, changed hands, or the answer was no",
      "64:usage; also when nobody can be asked and --yes is not given",
      "65:KEY belongs to data of another type",
      "69:Redis cannot be reached, or refuses"
    },
    footerHeading = "%nExamples:%n",
    footer = {"  baton force-release deploy", "  baton force-release --yes deploy"})
public final class ForceReleaseCommand extends LockCommand {
  private static final int WAITERS_SHOWN = 3;

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask.")
  boolean yes;

  @Override
  protected int with(DistributedLock lock) {
    LockState state = lock.inspect();
    if (state.holder().isEmpty()) {
      say(Words.of(state));
      return told(state, false);
    }
    if (!json()) {
      LockPage.lines(state, LocalDateTime.now(ZoneId.systemDefault()), WAITERS_SHOWN)
          .forEach(this::print);
    }
    if (!yes && !agreed(state)) {
      say("nothing was changed");
      return told(state, false);
    }
    boolean released = lock.release(state.holder().get());
    if (!released) {
      say("nothing was changed, since it is not theirs any more: " + Words.of(lock.inspect()));
    } else if (!json()) {
      print(
          "taken from "
              + Owner.of(state.holder().get()).shown(60)
              + ": now "
              + Words.of(lock.inspect()));
    }
    return told(state, released);
  }

  private int told(LockState state, boolean released) {
    if (json()) {
      print(
          new Json()
              .with("lock", state.name())
              .with("released", released)
              .with("holder", state.holder().map(token -> Owner.of(token).json())));
    }
    return released ? ExitCode.OK : ExitCode.CONFLICT;
  }

  private boolean agreed(LockState state) {
    if (!Terminal.isInput() || json()) {
      throw new Failure(
          ExitCode.USAGE, "nobody is there to ask: --yes takes the lock from its holder unasked");
    }
    String next = state.waiting() == 0 ? "" : ", for the next waiter";
    out().print("Take it from its holder" + next + "? [y/N] ");
    out().flush();
    Scanner answers = new Scanner(System.in, Charset.defaultCharset());
    return answers.hasNextLine()
        && answers.nextLine().strip().toLowerCase(Locale.ROOT).matches("y|yes");
  }
}
