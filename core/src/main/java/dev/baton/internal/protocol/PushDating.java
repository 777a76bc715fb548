package dev.baton.internal.protocol;

import dev.baton.internal.script.Push;
import java.util.OptionalLong;

/**
 * The server's time when it last told our place in the queue. A push has no time of ours; it is
 * dated by that reply, if it comes from the server that gave it.
 */
final class PushDating {
  private boolean told;
  private long serverMicros;
  private long askedAt;
  private boolean datesPushes;
  private long connectionsKnownSince = Long.MIN_VALUE;

  /** The server told our place, asked at a time of ours. */
  void tell(long micros, long sentAt) {
    told = true;
    serverMicros = micros;
    askedAt = sentAt;
    datesPushes = sentAt >= connectionsKnownSince;
  }

  /** Connections may be others now: what was asked before dates nothing from here on. */
  void interrupt(long now) {
    datesPushes = false;
    connectionsKnownSince = now;
  }

  /** Whether there ever was one. */
  boolean wasTold() {
    return told;
  }

  /**
   * When a pushed grant was made at the latest; empty if no reply dates it, or a later one does.
   */
  OptionalLong dateOf(Push.Granted message, long now) {
    if (!datesPushes || message.serverMicros() <= serverMicros) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(Validity.grantedAt(askedAt, serverMicros, message.serverMicros(), now));
  }
}
