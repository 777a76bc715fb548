package dev.baton.internal.runtime;

import dev.baton.LockOptions;
import dev.baton.internal.settings.ClientSettings;
import dev.baton.internal.time.Environment;
import dev.baton.spi.Connector;
import dev.baton.spi.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until a test sets it forward. */
final class TestClock implements Ticker {
  private final AtomicLong now = new AtomicLong(1_000_000_000);

  private final AtomicLong step = new AtomicLong();

  private volatile Runnable onLook = () -> {};

  /** Does something when somebody looks at the time. */
  void onLook(Runnable action) {
    onLook = action;
  }

  @Override
  public long nanoTime() {
    onLook.run();
    return now.addAndGet(step.get());
  }

  void advance(Duration by) {
    now.addAndGet(by.toNanos());
  }

  /** Goes on by itself from now on: by a millisecond each time that somebody looks. */
  void goOn() {
    step.set(1_000_000);
  }

  /** A client by a clock; what builds one for users always takes the system's. */
  static Engine engine(Connector connector, Ticker clock) {
    return new Engine(
        connector,
        new ClientSettings(LockOptions.defaults(), "java", Duration.ofMinutes(10), ""),
        Environment.withTicker(clock));
  }
}
