package dev.baton.testing.faults.worker;

import dev.baton.FailoverPolicy;
import dev.baton.LockOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** The locks that all workers want. */
public enum WantedLock {
  /** Renewed, and passed on within a process. */
  RENEWED(1, LockOptions.defaults().leaseDuration(Duration.ofSeconds(2))),
  /** Never renewed: the holder has to be done in time, or loses it. */
  SHORT(2, LockOptions.defaults().leaseDuration(Duration.ofMillis(400)).autoRenew(false)),
  /** Each waiter has a place of its own in the server's queue. */
  STRICT(3, LockOptions.defaults().leaseDuration(Duration.ofSeconds(3)).strictFifo(true)),
  /** Granted when a replica knows of it. */
  ACKNOWLEDGED(
      4,
      LockOptions.defaults()
          .leaseDuration(Duration.ofSeconds(2))
          .failover(FailoverPolicy.acknowledgedBy(1))),
  /** Granted to nobody for a lease's time after a change of the primary. */
  QUARANTINED(
      5,
      LockOptions.defaults()
          .leaseDuration(Duration.ofSeconds(2))
          .failover(FailoverPolicy.quarantine())),
  /** As the first. */
  OTHER(6, RENEWED.options),
  /** As the first. */
  ANOTHER(7, RENEWED.options);

  /** Those that one server can grant. */
  public static final Set<WantedLock> WITHOUT_POLICY =
      Collections.unmodifiableSet(EnumSet.of(RENEWED, SHORT, STRICT, OTHER, ANOTHER));

  /** Those that are there for who wants several at once. */
  static final Set<WantedLock> OF_SETS = Collections.unmodifiableSet(EnumSet.of(OTHER, ANOTHER));

  private final long number;
  private final LockOptions options;

  WantedLock(long number, LockOptions options) {
    this.number = number;
    this.options = options;
  }

  /** What stands for it in a {@link Slot}. */
  long number() {
    return number;
  }

  static WantedLock ofNumber(long number) {
    return Arrays.stream(values()).filter(lock -> lock.number == number).findAny().orElseThrow();
  }

  /** What a report says of a lock beside what happened to it: its policy, if it has one. */
  public static String remark(String key) {
    if (key.equals(ACKNOWLEDGED.key())) {
      return " of acknowledged grants";
    }
    return excludesAcrossFailovers(key) ? " of quarantined locks" : "";
  }

  /** Whether no two may believe at once that they hold a lock, whatever a failover loses. */
  public static boolean excludesAcrossFailovers(String key) {
    return key.equals(QUARANTINED.key());
  }

  public LockOptions options() {
    return options;
  }

  /** Its name, which is its key. */
  public String key() {
    return "lock:" + name();
  }
}
