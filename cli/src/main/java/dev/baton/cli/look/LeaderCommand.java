package dev.baton.cli.look;

import dev.baton.LeaderObserver;
import dev.baton.LeaderObserver.Leader;
import dev.baton.LockClient;
import dev.baton.cli.base.ExitCode;
import dev.baton.cli.base.Failure;
import dev.baton.cli.base.Json;
import dev.baton.cli.base.Owner;
import dev.baton.cli.base.Seconds;
import dev.baton.cli.base.Subcommand;
import dev.baton.cli.base.Words;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Tells who leads. */
@Command(
    name = "leader",
    header = "Tell who leads, and since when.",
    customSynopsis = "baton leader NAME",
    description = {
      "",
      "Asks Redis once who leads of those who are candidates for NAME, by 'baton lead' or by a"
          + " program. The answer can be out of date as soon as it is printed: what a leader may"
          + " write is decided by its term, the number that is larger for each later leader.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:somebody leads",
      "1:nobody leads",
      "64:usage",
      "69:Redis cannot be reached, or refuses"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  baton leader scheduler",
      "  curl \"$(baton leader --json api | jq -r .candidate)/jobs\""
    })
public final class LeaderCommand extends Subcommand {

  @Parameters(
      index = "0",
      paramLabel = "NAME",
      description = "What is led; the key in Redis of the lock that the leader holds.")
  String name = "";

  @Override
  public Integer call() {
    try (LockClient client = baton.target().connect("baton");
        LeaderObserver observer = observe(client)) {
      Optional<Leader> leader = observer.leader();
      print(json() ? json(leader) : text(leader));
      return leader.isPresent() ? ExitCode.OK : ExitCode.CONFLICT;
    }
  }

  private LeaderObserver observe(LockClient client) {
    try {
      return client.observe(name);
    } catch (IllegalArgumentException e) {
      throw new Failure(ExitCode.USAGE, "NAME: " + e.getMessage(), e);
    }
  }

  private String text(Optional<Leader> leader) {
    return leader
        .map(
            who ->
                Words.quoted(name)
                    + " is led"
                    + (who.candidate().isEmpty() ? "" : " as " + Words.quoted(who.candidate()))
                    + " by "
                    + Words.token(who.ownerToken())
                    + " for "
                    + Seconds.text(who.since())
                    + ", term "
                    + who.term())
        .orElse("nobody leads " + Words.quoted(name));
  }

  private Json json(Optional<Leader> leader) {
    return new Json()
        .with("name", name)
        .with("led", leader.isPresent())
        .with("candidate", leader.map(Leader::candidate))
        .with("term", leader.map(Leader::term))
        .with("ledForMillis", leader.map(Leader::since).map(Duration::toMillis))
        .with("leader", leader.map(who -> Owner.of(who.ownerToken()).json()));
  }
}
