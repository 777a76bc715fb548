package dev.baton.cli.look;

import dev.baton.DistributedLock;
import dev.baton.LockState;
import dev.baton.cli.base.ExitCode;
import dev.baton.cli.base.Failure;
import dev.baton.cli.base.Json;
import dev.baton.cli.base.LockCommand;
import dev.baton.cli.base.Owner;
import dev.baton.cli.base.Shares;
import dev.baton.cli.base.Terminal;
import dev.baton.cli.base.Words;
import java.nio.charset.Charset;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Scanner;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a lock from its holder and hands it to the next waiter. */
@Command(
    name = "force-release",
    header = "Take a lock from its holder, and hand it to the next waiter.",
    customSynopsis = "baton force-release KEY [TOKEN] [--yes]",
    description = {
      "",
      "For when the holder hangs and nobody can wait for its lease to end. Shows whom it hurts, and"
          + " asks. The holder is told at once if it listens (what 'baton run' runs is ended), else"
          + " by its next renewal; until then both it and the next one may believe that they hold"
          + " the lock, and only fencing tokens tell them apart.",
      "",
      "Only the holder that was shown loses the lock: if it has changed hands meanwhile, nothing is"
          + " changed. A lock that is shared is taken from all who shared it then, up to 1,000 of"
          + " them, one after the other; with TOKEN from that one only.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the lock was taken from its holder, or from one at least of those who shared it",
      "1:nothing was changed: the lock is free, changed hands, is not held with TOKEN, or the"
          + " answer was no",
      "64:usage; also when nobody can be asked and --yes is not given",
      "65:KEY belongs to data of another type",
      "69:Redis cannot be reached, or refuses"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  baton force-release deploy",
      "  baton force-release --yes deploy",
      "  baton force-release config 'report@db1:4711/1dr3k2.5*1'     # one of those who share it"
    })
public final class ForceReleaseCommand extends LockCommand {
  private static final int SHOWN = 3;

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask.")
  boolean yes;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "TOKEN",
      description = "Whose it is, as 'baton show' tells it. Default: all who hold the lock.")
  @Nullable String token;

  @Override
  protected int with(DistributedLock lock) {
    LockState state = lock.inspect();
    List<String> held = Shares.tokens(state);
    if (held.isEmpty()) {
      say(Words.of(state));
      return told(state, List.of());
    }
    List<String> victims = token == null ? held : List.of(token);
    boolean allTold = state.sharing().filter(all -> all.count() > held.size()).isEmpty();
    if (allTold && !held.containsAll(victims)) {
      say("nothing was changed, since that token does not hold it: " + Words.of(state));
      return told(state, List.of());
    }
    if (!json()) {
      LockPage.lines(state, LocalDateTime.now(ZoneId.systemDefault()), SHOWN).forEach(this::print);
    }
    if (!yes && !agreed(state, victims)) {
      say("nothing was changed");
      return told(state, List.of());
    }
    List<String> taken = Taking.from(lock, victims);
    if (taken.isEmpty()) {
      say("nothing was changed, since it is not theirs any more: " + Words.of(lock.inspect()));
    } else if (!json()) {
      print("taken from " + Shares.named(state, taken) + ": now " + Words.of(lock.inspect()));
    }
    return told(state, taken);
  }

  private int told(LockState state, List<String> taken) {
    if (json()) {
      print(
          new Json()
              .with("lock", state.name())
              .with("released", !taken.isEmpty())
              .with("holder", state.holder().map(token -> Owner.of(token).json()))
              .with("taken", taken.stream().map(token -> Owner.of(token).json()).toList()));
    }
    return taken.isEmpty() ? ExitCode.CONFLICT : ExitCode.OK;
  }

  private boolean agreed(LockState state, List<String> victims) {
    if (!Terminal.isInput() || json()) {
      throw new Failure(
          ExitCode.USAGE, "nobody is there to ask: --yes takes the lock from its holder unasked");
    }
    String next = state.waiting() == 0 ? "" : ", for the next waiter";
    String whom = state.sharing().isEmpty() ? "its holder" : Shares.named(state, victims);
    out().print("Take it from " + whom + next + "? [y/N] ");
    out().flush();
    Scanner answers = new Scanner(System.in, Charset.defaultCharset());
    return answers.hasNextLine()
        && answers.nextLine().strip().toLowerCase(Locale.ROOT).matches("y|yes");
  }
}
