package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.BackendException;
import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.jedis.JedisConnector;
import dev.baton.lettuce.LettuceConnector;
import dev.baton.spi.Connector;
import dev.baton.spi.Credentials;
import dev.baton.testing.server.RedisServer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A password that changes while locks are held and waited for. */
class CredentialsTest extends Contract {
  private static final String USER = "locks";

  @Override
  RedisServer server() {
    return keep(RedisServer.start());
  }

  private Connector connector(Supplier<Credentials> credentials) {
    return switch (adapter) {
      case LETTUCE -> LettuceConnector.of(server.uri()).withCredentials(credentials);
      case JEDIS -> JedisConnector.of(server.uri()).withCredentials(credentials);
      case MEMORY -> throw new AssertionError("it has no passwords");
    };
  }

  private void setPassword(String password) {
    redis.send("ACL", "SETUSER", USER, "on", "resetpass", ">" + password, "~*", "&*", "+@all");
  }

  @Test
  void passwordChanged_connectionsCut_goesOnWithTheNewOne() throws Exception {
    setPassword("first");
    AtomicReference<String> password = new AtomicReference<>("first");
    Connector connector = connector(() -> new Credentials(USER, password.get()));
    LockClient one = keep(LockClient.builder(connector).build());
    LockClient two = keep(LockClient.builder(connector).build());
    DistributedLock lock = one.lock("k", leaseOfMillis(20_000));
    Lease held = lock.acquire();
    CompletableFuture<Lease> waiter = inBackground(() -> two.lock("k").acquire());
    eventually().until(() -> waiting(lock) == 1);

    setPassword("second");
    password.set("second");
    redis.send("CLIENT", "KILL", "USER", USER);
    eventually().ignoreExceptionsInstanceOf(BackendException.class).until(() -> waiting(lock) == 1);
    assertThat(held.isHeld()).isTrue();
    eventually().until(() -> redis.connections("pubsub").size() == 1);
    held.release();
    get(waiter).release();
  }

  @Test
  void password_thatIsWrongOrCannotBeHad_isErrorThatSaysSo() {
    setPassword("right");
    Connector wrong = connector(() -> new Credentials(USER, "not this"));
    assertThatThrownBy(() -> LockClient.builder(wrong).build())
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("WRONGPASS")
        .hasMessageNotContaining("not this");
    Supplier<Credentials> failing =
        () -> {
          throw new IllegalStateException("the vault is sealed");
        };
    assertThatThrownBy(() -> LockClient.builder(connector(failing)).build())
        .isInstanceOf(BackendException.class)
        .hasStackTraceContaining("the vault is sealed");
  }
}
