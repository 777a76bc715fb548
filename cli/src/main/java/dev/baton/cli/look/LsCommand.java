package dev.baton.cli.look;

import dev.baton.LockClient;
import dev.baton.LockState;
import dev.baton.cli.base.ExitCode;
import dev.baton.cli.base.Subcommand;
import dev.baton.cli.base.Terminal;
import dev.baton.cli.base.Words;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists the locks that are held. */
@Command(
    name = "ls",
    header = "List the locks that are held, by whom, and how many wait.",
    customSynopsis = "baton ls [--foreign] [PATTERN]",
    description = {
      "",
      "Goes through the keys of the database a page at a time, and prints what it finds as it finds"
          + " it: up to 1,000 locks sorted by name, more than that in no order. A lock that is held"
          + " all the while is printed; one that changes hands meanwhile may be, and among very"
          + " many one may be twice.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all were listed, none perhaps",
      "64:usage",
      "69:Redis cannot be reached, or refuses"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  baton ls",
      "  baton ls 'order:*'",
      "  baton ls --json | jq -r 'select(.waiting > 0).lock'",
      "  baton ls --foreign 'lock:*'       # locks that another library made"
    })
public final class LsCommand extends Subcommand {
  /** So many are sorted, and decide how wide the columns are. */
  private static final int SORTED = 1_000;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "PATTERN",
      description =
          "The names to list: * any text, ? one character, [a-c] one of them, \\ before a character"
              + " that is meant as it is. Default: all.")
  String pattern = "*";

  @Option(
      names = "--foreign",
      description =
          "List the other strings that match PATTERN as well: locks of other libraries look like"
              + " any string.")
  boolean foreign;

  @Override
  public Integer call() {
    PrintWriter out = out();
    try (LockClient client = baton.target().connect("baton");
        Stream<LockState> found = found(client)) {
      Iterator<LockState> locks = found.iterator();
      if (json()) {
        locks.forEachRemaining(lock -> out.println(Words.json(lock)));
      } else {
        print(locks, out);
      }
      out.flush();
      return ExitCode.OK;
    }
  }

  private Stream<LockState> found(LockClient client) {
    Stream<LockState> ours = client.find(pattern);
    return foreign ? Stream.concat(ours, client.findForeign(pattern)) : ours;
  }

  private void print(Iterator<LockState> locks, PrintWriter out) {
    List<LockState> first = new ArrayList<>();
    while (locks.hasNext() && first.size() < SORTED) {
      first.add(locks.next());
    }
    if (first.isEmpty()) {
      if (Terminal.isOutput()) {
        out.println(pattern.equals("*") ? "no lock is held" : "no lock of such a name is held");
      }
      return;
    }
    if (!locks.hasNext()) {
      first.sort(Comparator.comparing(LockState::name));
    }
    LockTable table = LockTable.fitting(first, ansi());
    out.println(table.header());
    first.forEach(lock -> out.println(table.row(lock)));
    while (locks.hasNext()) {
      out.println(table.row(locks.next()));
      if (out.checkError()) {
        return; // nobody reads on
      }
    }
  }
}
