package dev.baton.lettuce;

import dev.baton.testing.backend.Origin;
import dev.baton.testing.backend.RedisBackendContract;
import dev.baton.testing.server.RedisServer;
import java.util.stream.Stream;

class BackendTest extends RedisBackendContract {

  static Stream<Origin<RedisServer>> origins() {
    return Stream.of(ServerOrigin.values());
  }
}
