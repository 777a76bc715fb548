package dev.baton.cli;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Waits for what others do; only what hangs misses the deadline. */
public final class Eventually {
  public static final Duration LONG = Duration.ofMinutes(2);

  private Eventually() {}

  public static ConditionFactory await() {
    return Awaitility.await().atMost(LONG);
  }
}
