package dev.baton.lettuce;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.Arrays;

/** A channel to subscribe to; equal by content. */
final class Channel {
  private final byte[] name;
  private final boolean sharded;

  Channel(byte[] name, boolean sharded) {
    this.name = name;
    this.sharded = sharded;
  }

  /**
   * Subscribes a connection, or asks an already subscribed one to confirm it again, which tells
   * whether the server is still there.
   */
  RedisFuture<Void> askFor(StatefulRedisPubSubConnection<byte[], byte[]> connection) {
    return sharded ? connection.async().ssubscribe(name) : connection.async().subscribe(name);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Channel that
        && sharded == that.sharded
        && Arrays.equals(name, that.name);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(name);
  }
}
