package dev.baton.cli.top;

import dev.baton.LockClient;
import dev.baton.cli.base.ExitCode;
import dev.baton.cli.base.Failure;
import dev.baton.cli.base.Subcommand;
import dev.baton.cli.base.Target;
import dev.baton.cli.base.Terminal;
import dev.baton.cli.server.Handovers;
import dev.baton.cli.server.Server;
import dev.baton.cli.survey.Reach;
import dev.baton.cli.survey.Survey;
import java.io.IOException;
import org.jline.terminal.TerminalBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** All locks on one screen, live. */
@Command(
    name = "top",
    header = "See all locks live on the whole terminal, the most contended first.",
    customSynopsis = "baton top [PATTERN]",
    description = {
      "",
      "Shows who holds which lock, for how long, how many wait and how long the first of them has,"
          + " and how many locks a second are handed to a waiter (messages, as INFO counts them)."
          + " Keys pick a lock and show it in full, sort, filter, and take a lock from its holder; ?"
          + " tells them.",
      "",
      "Goes through all keys of the database again and again, and rests nine times as long as that"
          + " takes: with very many keys it is slower to see what happens, and costs the server no"
          + " more than a tenth of its time.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:ended by q", "64:usage, or not on a terminal", "69:Redis cannot be reached"},
    footerHeading = "%nExamples:%n",
    footer = {"  baton top", "  baton top 'order:*'"})
public final class TopCommand extends Subcommand {
  private static final int INSPECTED = 50;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "PATTERN",
      description = "The names to look at, as for 'baton ls'. Default: all.")
  String pattern = "*";

  @Override
  public Integer call() {
    if (!Terminal.isInput() || !Terminal.isOutput()) {
      throw new Failure(
          ExitCode.USAGE, "top needs a terminal; 'baton ls' prints the same for programs");
    }
    Target target = baton.target();
    Reach reach = new Reach();
    try (LockClient client = target.connect("baton");
        Server server = Server.connect(target.url());
        Survey survey = new Survey(client, pattern, INSPECTED, reach);
        org.jline.terminal.Terminal terminal =
            TerminalBuilder.builder().system(true).jna(false).build()) {
      boolean colours = ansi().enabled();
      new Top(client, survey, reach, new Handovers(server), terminal, target.toString(), colours)
          .run();
      return ExitCode.OK;
    } catch (IOException e) {
      throw new Failure(ExitCode.USAGE, "cannot use this terminal: " + e.getMessage(), e);
    }
  }
}
