package dev.baton.cluster;

import dev.baton.spi.Slots;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A channel in the books. All but the channel itself is touched under the lock of its book only.
 */
final class Subscription {
  private final byte[] channel;
  private final int slot;

  /** Whether a caller wants it still. */
  boolean wanted = true;

  /** Whether it was confirmed once: from then on it is restored when it is lost. */
  boolean established;

  /** The node that was asked for it last, and has not ended it; null if there is none. */
  @Nullable ClusterMember at;

  /** Whether that node has confirmed it. */
  boolean confirmed;

  /** Whether that node has lost its push connection since, and restores it by itself. */
  boolean silent;

  /** Completes when whoever brings it to a node or ends it is done; null if nobody does. */
  @Nullable CompletableFuture<Void> busy;

  Subscription(byte[] channel) {
    this.channel = channel;
    this.slot = Slots.of(channel);
  }

  byte[] channel() {
    return channel;
  }

  int slot() {
    return slot;
  }

  /** Whether messages should arrive and do not. */
  boolean isMissing() {
    return wanted && established && !(confirmed && !silent);
  }

  /** It is at no node. */
  void forget() {
    at = null;
    confirmed = false;
    silent = false;
  }
}
