package dev.baton.internal.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.spi.Command;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What is asked of the server about who leads. */
public final class ElectionCalls {
  /** For so long it is remembered who leads; it is written down again in good time. */
  public static final Duration RETENTION = Duration.ofHours(1);

  private final byte[] publish;

  /**
   * The calls of one client.
   *
   * @param features what the server can do
   */
  public ElectionCalls(ServerFeatures features) {
    this.publish = (features.shardChannels() ? "SPUBLISH" : "PUBLISH").getBytes(UTF_8);
  }

  /**
   * Write down who leads, and tell those who look on.
   *
   * @param keys the lock's keys
   * @param value its value while it is ours
   * @param term the fence of the grant
   * @param candidate what the leader says of itself
   * @return the call
   */
  public Call<ProclaimReply> proclaim(LockKeys keys, String value, long term, String candidate) {
    byte[][] arguments = {
      value.getBytes(UTF_8),
      Ascii.number(term),
      candidate.getBytes(UTF_8),
      Ascii.number(RETENTION.toMillis()),
      publish
    };
    return new ScriptCall<>(Script.PROCLAIM, both(keys), arguments, ProclaimReply::read);
  }

  /**
   * Ask who leads.
   *
   * @param keys the lock's keys
   * @return the call
   */
  public Call<LeaderReply> leader(LockKeys keys) {
    return new ScriptCall<>(Script.LEADER, both(keys), new byte[0][], LeaderReply::read);
  }

  /**
   * Tell those who look on that the leader has gone.
   *
   * @param keys the lock's keys
   * @return the call; it is answered with nothing of interest
   */
  public Call<Boolean> gone(LockKeys keys) {
    byte[] message = (Push.LED + new String(keys.lock(), UTF_8)).getBytes(UTF_8);
    Command telling = Command.onKey(keys.lock(), publish, keys.leader(), message);
    return new PlainCall<>(telling, ElectionCalls::done);
  }

  private static Boolean done(@Nullable Object raw) {
    return raw != null;
  }

  private static byte[][] both(LockKeys keys) {
    return new byte[][] {keys.lock(), keys.leader()};
  }
}
