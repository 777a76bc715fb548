package dev.baton.samples.theatre;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.server.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ShopsTest {

  @Test
  @Timeout(value = 5, unit = MINUTES)
  void shops_open_sellNoSeatTwice() throws Exception {
    try (RedisServer redis = RedisServer.start()) {
      assertThat(Shops.open(redis.uri())).isTrue();
    }
  }
}
