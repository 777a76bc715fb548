package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.BackendException;
import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.ReleaseOutcome;
import dev.baton.testing.server.RedisServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server on a Unix socket. Lettuce needs a library for it that is not on this class path. */
class SocketTest extends Contract {
  @TempDir Path folder;
  private Path socket;

  @Override
  RedisServer server() {
    socket = folder.resolve("redis.sock");
    return keep(RedisServer.builder().config("unixsocket", socket.toString()).start());
  }

  @Override
  String address() {
    return "redis-socket://" + socket;
  }

  @Test
  void lock_overASocket_isHandedOnAndOutlivesARestartOfTheServer() throws Exception {
    if (adapter == Adapter.LETTUCE) {
      assertThatThrownBy(this::client)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("netty-transport-native-epoll")
          .hasMessageContaining("baton-jedis");
      return;
    }
    DistributedLock lock = lock("k");
    DistributedLock other = lock("k");
    Lease held = lock.acquire();
    CompletableFuture<Lease> next = inBackground(other::acquire);
    eventually().until(() -> waiting(lock) == 1);
    assertThat(held.release()).isEqualTo(ReleaseOutcome.RELEASED);
    get(next).release();

    redis.cut("pubsub");
    Lease again = lock.acquire();
    CompletableFuture<Lease> later = inBackground(other::acquire);
    eventually().until(() -> waiting(lock) == 1 && redis.connections("pubsub").size() == 1);
    again.release();
    get(later).release();

    server.restart();
    eventually().ignoreExceptionsInstanceOf(BackendException.class).until(() -> !lock.isLocked());
    lock.acquire().release();
  }

  @Test
  void noServerAtTheSocket_isErrorThatNamesIt() {
    if (adapter == Adapter.JEDIS) {
      assertThat(Files.exists(folder.resolve("none"))).isFalse();
      assertThatThrownBy(() -> adapter.connect("redis-socket://" + folder.resolve("none")))
          .isInstanceOf(BackendException.class)
          .hasMessageContaining(folder.resolve("none").toString());
    }
  }
}
