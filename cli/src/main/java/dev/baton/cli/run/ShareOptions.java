package dev.baton.cli.run;

import dev.baton.Acquirable;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.cli.base.ExitCode;
import dev.baton.cli.base.Failure;
import dev.baton.cli.base.Target;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How much of a lock {@code run} takes: all of it, a share, or some of a number of permits. */
final class ShareOptions {

  @Option(
      names = {"-s", "--shared"},
      description =
          "Share the lock: as many as say -s run at the same time, and none that does not. Who came"
              + " before has its turn before.")
  boolean shared;

  @Option(
      names = "--at-most",
      paramLabel = "N",
      description =
          "Run while at most N do, on all hosts together: takes one of N permits, and none is given"
              + " while KEY is held without this. Say the same N everywhere.")
  @Nullable Integer atMost;

  @Option(
      names = "--weight",
      paramLabel = "W",
      description = "Take W of the N permits, all at once. Default: 1.")
  @Nullable Integer weight;

  /**
   * What is wrong with them; null if nothing is.
   *
   * @param exclusive whether the lock is to be held alone
   * @param atLeast whether it is to be held for a time at least
   */
  @Nullable String complaint(boolean exclusive, boolean atLeast) {
    if (atMost == null && !shared) {
      return weight == null
          ? null
          : "--weight: it is a number of permits, so say with --at-most how many there are";
    }
    String option = shared ? "-s" : "--at-most";
    if (exclusive) {
      return "-x and " + option + " exclude each other: with -x one holds the lock alone";
    }
    if (atLeast) {
      return "--at-least: not with " + option + ", only for a lock that one holds alone";
    }
    if (atMost == null) {
      return weight == null ? null : "--weight: not with -s, which takes no permits";
    }
    if (shared) {
      return "-s and --at-most exclude each other: with -s as many run as like";
    }
    if (atMost < 1) {
      return "--at-most: 1 or more";
    }
    return weight != null && (weight < 1 || weight > atMost)
        ? "--weight: from 1 to the " + atMost + " of --at-most"
        : null;
  }

  /** What is to be acquired. */
  Acquirable of(LockClient client, String key, LockOptions options) {
    try {
      if (shared) {
        return client.readWriteLock(key, options).readLock();
      }
      return atMost == null
          ? Target.lock(client, key, options)
          : client.semaphore(key, atMost, options).withWeight(weight == null ? 1 : weight);
    } catch (IllegalArgumentException e) {
      throw new Failure(ExitCode.USAGE, "KEY: " + e.getMessage(), e);
    }
  }
}
