package dev.baton.jedis;

import dev.baton.testing.backend.BackendContract;
import dev.baton.testing.backend.Origin;
import dev.baton.testing.server.RedisServer;
import java.util.stream.Stream;

class BackendTest extends BackendContract {

  static Stream<Origin<RedisServer>> origins() {
    return Stream.of(ServerOrigin.values());
  }
}
