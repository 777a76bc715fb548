package dev.baton.cli.run;

import dev.baton.LockOptions;
import dev.baton.cli.base.Seconds;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** For how long {@code run} holds a lock, and what happens when that comes to its end. */
final class HoldOptions {

  @Option(
      names = "--lease",
      paramLabel = "SECONDS",
      converter = Seconds.class,
      defaultValue = "30",
      description =
          "How long the lock stays taken if baton or its machine dies; at least 1. It is renewed"
              + " every third of that. Default: ${DEFAULT-VALUE}.")
  Duration lease = Duration.ZERO;

  @Option(
      names = "--max-hold",
      paramLabel = "SECONDS",
      converter = Seconds.class,
      description = "Hold the lock for at most SECONDS: COMMAND is ended before that.")
  @Nullable Duration maxHold;

  @Option(
      names = "--no-renew",
      description = "Do not renew the lock: COMMAND is ended before the lease ends.")
  boolean noRenew;

  @Option(
      names = {"-k", "--grace", "--kill-after"},
      paramLabel = "SECONDS",
      converter = Seconds.class,
      defaultValue = "2",
      description =
          "How long COMMAND has between TERM and KILL, but no longer than a sixth of the lease"
              + " where the lease goes on meanwhile. Default: ${DEFAULT-VALUE}.")
  Duration grace = Duration.ZERO;

  LockOptions lockOptions() {
    LockOptions options = LockOptions.defaults().leaseDuration(lease).autoRenew(!noRenew);
    return maxHold == null ? options : options.maxHold(maxHold);
  }

  /** What is wrong with them; null if nothing is. */
  @Nullable String complaint() {
    if (lease.toMillis() < 1000) {
      return "--lease: at least 1 second";
    }
    return maxHold != null && maxHold.toMillis() < 1000 ? "--max-hold: at least 1 second" : null;
  }

  /** How long before the end of the lease the command is told to end. */
  Duration margin() {
    Duration longest = maxHold == null ? lease : shorter(lease, maxHold);
    return shorter(grace, longest.dividedBy(6));
  }

  static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
