package dev.baton.internal.link;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Watches the server's clock against ours for steps, which make keys expire early or late. Each
 * reply that tells the server's time bounds the difference of both clocks; two bounds that cannot
 * both be true are a step.
 */
public final class ServerClock {
  /** A smaller step is within what a lease's margins and its holder can bear. */
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final AtomicReference<@Nullable Offset> last = new AtomicReference<>();

  /** The server's time minus ours lay between these bounds when it was seen. */
  private record Offset(long least, long most, long seenAt) {}

  /**
   * Takes a reading.
   *
   * @param sentAt when the command was sent, by our clock
   * @param serverMicros the server's time in its reply
   * @param receivedAt when the reply came, by our clock
   * @return whether the server's clock was stepped since the last reading
   */
  public boolean stepped(long sentAt, long serverMicros, long receivedAt) {
    long server = serverMicros * 1_000;
    Offset now = new Offset(server - receivedAt, server - sentAt, receivedAt);
    Offset before = last.getAndSet(now);
    if (before == null) {
      return false;
    }
    long slack = STEP_NANOS + Math.abs(receivedAt - before.seenAt) / 1_000;
    return now.least - before.most > slack || before.least - now.most > slack;
  }
}
