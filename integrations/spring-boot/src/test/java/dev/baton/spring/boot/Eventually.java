package dev.baton.spring.boot;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.awaitility.core.ConditionFactory;

/** Waits for what comes sooner or later, for so long that only what never comes is missed. */
final class Eventually {
  private Eventually() {}

  static ConditionFactory eventually() {
    return await().atMost(Duration.ofSeconds(90)).pollDelay(Duration.ZERO);
  }
}
