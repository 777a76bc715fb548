package dev.baton.lettuce;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.pubsub.PubSubOutput;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.Arrays;
import java.util.concurrent.CompletionStage;

/** A channel to subscribe to; equal by content. */
final class LettuceChannel {
  private static final Keyword SUNSUBSCRIBE_AS_UNSUBSCRIBE =
      new Keyword("SUNSUBSCRIBE".getBytes(US_ASCII), "UNSUBSCRIBE");

  private final byte[] name;
  private final boolean sharded;

  LettuceChannel(byte[] name, boolean sharded) {
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

  /** Ends the subscription. */
  CompletionStage<?> endAt(StatefulRedisPubSubConnection<byte[], byte[]> connection) {
    return sharded ? endShardedAt(connection) : connection.async().unsubscribe(name);
  }

  /**
   * Under RESP2 Lettuce takes SUNSUBSCRIBE for a command that a subscribed connection does not
   * allow, and so does not send it. It looks at the name only, so it goes under another one then.
   */
  private CompletionStage<?> endShardedAt(
      StatefulRedisPubSubConnection<byte[], byte[]> connection) {
    RedisFuture<Void> plain = connection.async().sunsubscribe(name);
    if (!plain.toCompletableFuture().isCompletedExceptionally()) {
      return plain;
    }
    ByteArrayCodec codec = ByteArrayCodec.INSTANCE;
    return connection
        .async()
        .dispatch(
            SUNSUBSCRIBE_AS_UNSUBSCRIBE,
            new PubSubOutput<>(codec),
            new CommandArgs<>(codec).addKey(name));
  }

  boolean sharded() {
    return sharded;
  }

  byte[] name() {
    return name;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LettuceChannel that
        && sharded == that.sharded
        && Arrays.equals(name, that.name);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(name);
  }
}
