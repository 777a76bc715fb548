package dev.baton.benchmarks.client;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Lets time go by, which is all that some measurements do. */
public final class Parking {
  private Parking() {}

  /** Returns after this time, and not before. */
  public static void pause(Duration duration) {
    long until = System.nanoTime() + duration.toNanos();
    for (long left = duration.toNanos(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
