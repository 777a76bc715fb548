package dev.baton.cli.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.LockClient;
import dev.baton.cli.base.Failure;
import dev.baton.cli.base.Subcommand;
import dev.baton.cli.base.Target;
import dev.baton.cli.server.Server;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;

/** Says what a server does and does not guarantee. */
@Command(
    name = "doctor",
    header = "Say what this server guarantees for locks, and what not.",
    customSynopsis = "baton doctor [--names BEGINNING] [--json]",
    description = {
      "",
      "Asks the server about its settings, tries each right that Baton needs, measures its clock and"
          + " its answers, and takes a real lock on a key of its own, 'baton:doctor:...', which is"
          + " gone afterwards. Takes about two seconds and changes nothing. Each finding says what"
          + " was found, what it means for locks and, after '->', what to do.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all is well, but for notes perhaps",
      "1:there is a warning",
      "2:there is a danger",
      "64:usage",
      "69:Redis cannot be reached, or refuses"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  baton doctor",
      "  baton doctor --prefix team1:  # as a user who may use keys in team1: only",
      "  baton doctor --names lock:    # as one who may use names in lock: only",
      "  baton doctor --json | jq 'select(.level == \"danger\")'"
    })
public final class DoctorCommand extends Subcommand {
  /** Leaves room for the probe in the 1,024 bytes of a lock's name. */
  private static final int LONGEST_BEGINNING = 900;

  @Option(
      names = "--names",
      paramLabel = "BEGINNING",
      description = "What the names of your locks begin with, if this user's rights end there.")
  String names = "";

  @Override
  public Integer call() throws InterruptedException {
    if (names.getBytes(UTF_8).length > LONGEST_BEGINNING) {
      throw usage("--names: at most " + LONGEST_BEGINNING + " bytes");
    }
    Target target = baton.target();
    Report report = new Report(out(), json(), Ansi.AUTO);
    // The last grant's record, all that stays of the trial, goes after this and the lease.
    try (LockClient client =
            target
                .builder()
                .application("baton-doctor")
                .fenceRetention(Duration.ofSeconds(1))
                .build();
        Server server = Server.connect(target.url())) {
      if (server.isCluster()) {
        throw usage(
            "the doctor examines one server: give it each node by itself, --url redis://HOST:PORT");
      }
      new Doctor(client, server, Probe.of(target.effectivePrefix(), names), report::add).examine();
    } catch (Failure gone) {
      String message = gone.getMessage() + "\nthe examination is not complete";
      throw new Failure(gone.exitCode(), message, gone);
    }
    return report.end().exitCode();
  }
}
