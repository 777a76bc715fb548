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
      paramLabel = "TIME",
      converter = Seconds.class,
      defaultValue = "30",
      description =
          "How long the lock stays taken if baton or its machine dies; at least 1. It is renewed"
              + " every third of that. Default: ${DEFAULT-VALUE}.")
  Duration lease = Duration.ZERO;

  @Option(
      names = "--max-hold",
      paramLabel = "TIME",
      converter = Seconds.class,
      description = "Hold the lock for at most TIME: COMMAND is ended before that.")
  @Nullable Duration maxHold;

  @Option(
      names = "--at-least",
      paramLabel = "TIME",
      converter = Seconds.class,
      description =
          "Keep the lock taken for TIME at least, also if COMMAND ends before that: then none of"
              + " several hosts whose clocks differ by less runs it again. baton does not wait.")
  @Nullable Duration atLeast;

  @Option(
      names = "--no-renew",
      description = "Do not renew the lock: COMMAND is ended before the lease ends.")
  boolean noRenew;

  @Option(
      names = {"-k", "--grace", "--kill-after"},
      paramLabel = "TIME",
      converter = Seconds.class,
      defaultValue = "2",
      description =
          "How long COMMAND has between TERM and KILL, but no longer than a sixth of the lease"
              + " where the lease goes on meanwhile. Default: ${DEFAULT-VALUE}.")
  Duration grace = Duration.ZERO;

  LockOptions lockOptions() {
    LockOptions options = LockOptions.defaults().leaseDuration(lease).autoRenew(!noRenew);
    options = maxHold == null ? options : options.maxHold(maxHold);
    return atLeast == null || atLeast.isZero() ? options : options.holdAtLeast(atLeast);
  }

  /** What is wrong with them; null if nothing is. */
  @Nullable String complaint() {
    if (lease.toMillis() < 1000) {
      return "--lease: at least 1 second";
    }
    if (maxHold != null && maxHold.toMillis() < 1000) {
      return "--max-hold: at least 1 second";
    }
    if (atLeast != null && maxHold != null && atLeast.compareTo(maxHold) > 0) {
      return "--at-least: no longer than --max-hold";
    }
    return atLeast != null && noRenew && atLeast.compareTo(lease) > 0
        ? "--at-least: no longer than the lease, which --no-renew does not renew"
        : null;
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
