package dev.baton.cli.run;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Options of flock(1) that ask for what {@code run} does anyway, or cannot do: they are there so
 * that a line written for flock goes on working, or fails with a reason.
 */
final class FlockOptions {

  @Option(
      names = {"-x", "-e", "--exclusive"},
      description = "One holder at a time. It is so without -s and --at-most.")
  boolean exclusive;

  @Option(
      names = {"-o", "--close"},
      description =
          "What COMMAND leaves running does not hold the lock when COMMAND has ended. It is always"
              + " so.")
  boolean close;

  @Option(
      names = {"-u", "--unlock"},
      description = "Refused: see 'baton release'.")
  boolean unlock;

  @Option(
      names = {"-F", "--no-fork"},
      description = "Refused: baton has to stay, to renew the lock.")
  boolean noFork;

  /** Why these options cannot be obeyed; null if they can. */
  @Nullable String complaint() {
    if (unlock) {
      return "-u, --unlock: 'baton run' unlocks when COMMAND has ended;"
          + " 'baton release KEY TOKEN' frees a lock of 'baton acquire'";
    }
    return noFork
        ? "-F, --no-fork: baton has to stay beside COMMAND, to renew the lock while it runs"
        : null;
  }
}
