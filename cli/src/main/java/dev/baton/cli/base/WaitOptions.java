package dev.baton.cli.base;

import dev.baton.Acquirable;
import dev.baton.Lease;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How long to wait for a lock; the names are those of flock(1). */
public final class WaitOptions {

  @Option(
      names = {"-n", "--nonblock", "--nb", "--nonblocking"},
      description = "Do not wait: fail if the lock is busy.")
  public boolean nonblock;

  @Option(
      names = {"-w", "--wait", "--timeout"},
      paramLabel = "TIME",
      converter = Seconds.class,
      description =
          "Wait for at most TIME, such as 0.5 (seconds) or 5m, and fail if the lock is busy then. Without -n and"
              + " -w, wait for as long as it takes.")
  public @Nullable Duration wait;

  /** Acquires the lock, or tells that it was busy for too long. */
  public Optional<Lease> acquire(Acquirable lock) throws InterruptedException {
    if (nonblock) {
      return lock.tryAcquire();
    }
    return wait == null ? Optional.of(lock.acquire()) : lock.tryAcquire(wait);
  }
}
