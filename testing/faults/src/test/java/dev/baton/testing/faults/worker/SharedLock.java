package dev.baton.testing.faults.worker;

import dev.baton.LockOptions;
import java.time.Duration;
import java.util.Arrays;

/** The locks that all workers want. */
public enum SharedLock {
  /** Renewed, and passed on within a process. */
  RENEWED(1, LockOptions.defaults().leaseDuration(Duration.ofSeconds(2))),
  /** Never renewed: the holder has to be done in time, or loses it. */
  SHORT(2, LockOptions.defaults().leaseDuration(Duration.ofMillis(400)).autoRenew(false)),
  /** Each waiter has a place of its own in the server's queue. */
  STRICT(3, LockOptions.defaults().leaseDuration(Duration.ofSeconds(3)).strictFifo(true));

  private final long number;
  private final LockOptions options;

  SharedLock(long number, LockOptions options) {
    this.number = number;
    this.options = options;
  }

  /** What stands for it in a {@link Slot}. */
  long number() {
    return number;
  }

  static SharedLock ofNumber(long number) {
    return Arrays.stream(values()).filter(lock -> lock.number == number).findAny().orElseThrow();
  }

  public LockOptions options() {
    return options;
  }

  /** Its name, which is its key. */
  public String key() {
    return "lock:" + name();
  }
}
