package dev.baton.spring.boot;

import dev.baton.LockClient;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Asks whether one lock is held that nobody takes: whether the server answers, and lets this
 * application look at locks. Blocking, one round trip.
 */
final class LockHealthIndicator extends AbstractHealthIndicator {
  private final LockClient client;
  private final String name;

  LockHealthIndicator(LockClient client, BatonProperties properties) {
    super("The server of the locks does not answer as it should");
    this.client = client;
    this.name = properties.locked().prefix() + "baton-health";
  }

  @Override
  protected void doHealthCheck(Health.Builder health) {
    long start = System.nanoTime();
    client.lock(name).isLocked();
    health
        .up()
        .withDetail("roundTripMicros", TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start));
  }
}
