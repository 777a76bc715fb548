package dev.baton.benchmarks.contestant;

import java.net.URI;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;

/** Ping-pong on Jedis, where a thread listens and wakes the one that waits. */
final class JedisPingPong implements Contestant {
  private final PingPongChannels channels;
  private final Jedis publisher;
  private final Relay relay = new Relay();
  private final JedisPubSub listener =
      new JedisPubSub() {
        @Override
        public void onMessage(String channel, String message) {
          relay.put();
        }
      };

  JedisPingPong(Seat seat) {
    this.channels = PingPongChannels.of(seat);
    this.publisher = new Jedis(seat.uri());
    Thread reader =
        new Thread(
            () -> {
              try (Jedis subscriber = new Jedis(URI.create(seat.uri()), 0)) {
                subscriber.subscribe(listener, channels.own());
              }
            },
            "ping-pong");
    reader.setDaemon(true);
    reader.start();
    while (!listener.isSubscribed()) {
      Thread.onSpinWait();
    }
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
        publisher.publish(channels.others(), "");
      }
    };
  }

  @Override
  public void close() {
    listener.unsubscribe();
    publisher.close();
  }
}
