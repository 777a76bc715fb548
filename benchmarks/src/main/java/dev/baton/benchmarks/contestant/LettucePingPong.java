package dev.baton.benchmarks.contestant;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;

/** Ping-pong on Lettuce, whose event loop wakes the thread that waits. */
final class LettucePingPong implements Contestant {
  private final PingPongChannels channels;
  private final RedisClient client;
  private final StatefulRedisConnection<String, String> publisher;
  private final Relay relay = new Relay();

  LettucePingPong(Seat seat) {
    this.channels = PingPongChannels.of(seat);
    this.client = RedisClient.create(seat.uri());
    this.publisher = client.connect();
    StatefulRedisPubSubConnection<String, String> subscriber = client.connectPubSub();
    subscriber.addListener(
        new RedisPubSubAdapter<String, String>() {
          @Override
          public void message(String channel, String message) {
            relay.put();
          }
        });
    subscriber.sync().subscribe(channels.own());
    if (channels.serves()) {
      relay.put();
    }
  }

  @Override
  public LockHandle handle(String name) {
    return new LockHandle() {
      @Override
      public long acquire() throws InterruptedException {
        return relay.take() ? NO_FENCE : OVER;
      }

      @Override
      public void release() {
        publisher.sync().publish(channels.others(), "");
      }
    };
  }

  @Override
  public void close() {
    client.shutdown();
  }
}
