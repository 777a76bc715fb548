package dev.baton.lettuce;

import static dev.baton.testing.backend.Talk.say;
import static org.awaitility.Awaitility.await;

import dev.baton.testing.backend.Session;
import dev.baton.testing.server.RedisServer;
import io.lettuce.core.RedisClient;
import io.netty.util.HashedWheelTimer;
import org.junit.jupiter.api.Test;

class SharingTest {

  @Test
  void execute_onAGivenClient_leavesNoTimersBehind() {
    try (RedisServer server = RedisServer.start();
        Session session = ServerOrigin.CLIENT.patient(server)) {
      RedisClient client = (RedisClient) session.client();
      HashedWheelTimer timer = (HashedWheelTimer) client.getResources().timer();
      for (int i = 0; i < 1_000; i++) {
        say(session.backend(), "PING");
      }
      await().until(() -> timer.pendingTimeouts() < 10);
    }
  }
}
