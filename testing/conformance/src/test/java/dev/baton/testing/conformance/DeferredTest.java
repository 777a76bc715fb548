package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.BackendException;
import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockClientBuilder;
import dev.baton.testing.server.RedisServer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that are built while their server is not there. */
class DeferredTest extends Contract {
  /** Those of a lease, and the end. */
  private static final Set<BlockingCall> LATER =
      EnumSet.of(
          BlockingCall.RELEASE,
          BlockingCall.RENEW,
          BlockingCall.CLOSE_LEASE,
          BlockingCall.CLOSE_CLIENT);

  private Relay relay;

  @Override
  RedisServer server() {
    return keep(RedisServer.start());
  }

  @BeforeEach
  void closeTheDoor() throws Exception {
    relay = keep(new Relay(server.port()));
    relay.closeDoor();
  }

  private LockClient deferred(LockClientBuilder builder) {
    return keep(builder.connectInBackground().build());
  }

  private LockClient deferred() {
    return deferred(LockClient.builder(adapter.connector(relay.uri())));
  }

  private BlockingCall.Scene scene(LockClient deferred) throws Exception {
    Lease held = client().lock("k2").acquire();
    return new BlockingCall.Scene(deferred, deferred.lock("k"), deferred, held);
  }

  private static void assertRefused(String what, String saying, ThrowingCallable call) {
    assertThatThrownBy(call)
        .as(what)
        .isInstanceOfSatisfying(
            BackendException.class,
            e -> {
              assertThat(e.outcome()).isEqualTo(BackendException.Outcome.NOT_DONE);
              assertThat(e).hasMessageContaining("not connected yet").hasMessageContaining(saying);
            });
  }

  @Test
  void eachCall_beforeThereIsAConnection_isRefusedAndThenAsEver() throws Exception {
    LockClient client = deferred();
    BlockingCall.Scene scene = scene(client);
    for (BlockingCall call : EnumSet.complementOf(EnumSet.copyOf(LATER))) {
      assertRefused(call.name(), "127.0.0.1:" + relay.port(), () -> call.run(scene));
    }
    assertRefused("find", "", () -> client.find("*"));
    assertRefused("deadlocks", "", client::deadlocks);
    assertRefused("deadlocks of some", "", () -> client.deadlocks(List.of("k"), Duration.ZERO));
    assertRefused("findForeign", "", () -> client.findForeign("*"));
    assertRefused("renew by token", "", () -> scene.lock().renew("t", Duration.ofSeconds(1)));
    List<CompletableFuture<Lease>> stages =
        List.of(
            scene.lock().acquireAsync().toCompletableFuture(),
            scene.lock().acquireAsync(Duration.ofMinutes(1)).toCompletableFuture());
    for (CompletableFuture<Lease> stage : stages) {
      assertThat(stage).isCompletedExceptionally();
      assertThatThrownBy(stage::join).hasCauseInstanceOf(BackendException.class);
    }

    relay.openDoor();
    awaitConnected(scene.lock());
    for (BlockingCall call : EnumSet.complementOf(EnumSet.copyOf(LATER))) {
      call.run(scene);
    }
    get(scene.lock().acquireAsync().toCompletableFuture()).release();
    assertThat(scene.lock()).isEqualTo(client.lock("k")).hasToString("DistributedLock[\"k\"]");
  }

  private static void awaitConnected(DistributedLock lock) {
    eventually()
        .ignoreExceptionsInstanceOf(BackendException.class)
        .until(lock::inspect, state -> true);
  }

  @Test
  void serverThatRefuses_isAskedAgainUntilItDoesNot() {
    relay.refuse("-LOADING Redis is loading the dataset in memory");
    relay.openDoor();
    DistributedLock lock = deferred().lock("k");
    eventually().untilAsserted(() -> assertRefused("isLocked", "LOADING", lock::isLocked));
    relay.letIn();
    awaitConnected(lock);
  }

  @Test
  void quorum_withoutItsMajority_connectsOnceItHasOne() throws Exception {
    Relay second = keep(new Relay(keep(RedisServer.start()).port()));
    second.closeDoor();
    LockClient client =
        deferred(
            LockClient.quorumBuilder(
                List.of(
                    adapter.connector("redis://127.0.0.1:" + server.port()),
                    adapter.connector(relay.uri()),
                    adapter.connector(second.uri()))));
    DistributedLock lock = client.lock("k");
    assertRefused("tryAcquire", "", lock::tryAcquire);
    second.openDoor();
    awaitConnected(lock);
    lock.acquire().release();
  }

  @Test
  void close_beforeThereIsAConnection_endsTheTrying() throws Exception {
    LockClient client = deferred();
    DistributedLock lock = client.lock("k");
    client.close();
    assertThatThrownBy(lock::acquire).isInstanceOf(IllegalStateException.class);
    relay.openDoor();
    LockClient another = deferred();
    awaitConnected(another.lock("k"));
    assertThatThrownBy(lock::isLocked).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void close_onceThereIsAConnection_givesTheLocksBack() throws Exception {
    relay.openDoor();
    LockClient client = deferred();
    DistributedLock lock = client.lock("k");
    awaitConnected(lock);
    Lease lease = lock.acquire();
    client.close();
    assertThat(lease.isHeld()).isFalse();
    assertThat(redis.get("k")).isNull();
  }

  @Test
  void build_withoutThisOption_saysThatNobodyIsThere() {
    LockClientBuilder builder = LockClient.builder(adapter.connector(relay.uri()));
    assertThatThrownBy(builder::build).isInstanceOf(BackendException.class);
  }
}
