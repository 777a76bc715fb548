package dev.baton.test.internal;

import dev.baton.testing.backend.BackendContract;
import dev.baton.testing.backend.Host;
import dev.baton.testing.backend.Origin;
import dev.baton.testing.backend.Session;
import dev.baton.testing.backend.Told;
import java.util.stream.Stream;

/**
 * What every adapter must do, but for four tests: the server in memory is never silent, has no
 * rights, and its two connections are cut together. {@link MemoryHost} says so.
 */
class BackendTest extends BackendContract<MemoryServer> {

  static Stream<Origin<MemoryServer>> origins() {
    return Stream.of(
        (server, commandTimeout) -> {
          Told told = new Told();
          return new Session(server.connector().connect(told), told, null);
        });
  }

  @Override
  protected Host<MemoryServer> host() {
    return new MemoryHost();
  }
}
