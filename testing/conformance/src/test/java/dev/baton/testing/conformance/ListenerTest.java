package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LocalLock;
import dev.baton.LockClient;
import dev.baton.LockListener;
import dev.baton.LossReason;
import dev.baton.testing.server.RedisServer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What an application is told of its locks, and what a client knows of them by itself. */
@Execution(ExecutionMode.CONCURRENT)
class ListenerTest extends Contract {
  private final List<String> told = new CopyOnWriteArrayList<>();

  /** One of its own: it is killed. */
  @Override
  RedisServer server() throws Exception {
    return keep(RedisServer.start());
  }

  private LockClient watched() {
    LockListener notes =
        new LockListener() {
          @Override
          public void acquired(Acquired event) {
            told.add(event.lockName() + " " + event.mode() + " " + event.way());
          }

          @Override
          public void notAcquired(NotAcquired event) {
            told.add(event.lockName() + " " + event.why());
          }

          @Override
          public void released(Released event) {
            told.add(event.lockName() + " released " + event.confirmed());
          }

          @Override
          public void lost(Lost event) {
            told.add(event.lockName() + " " + event.reason());
          }

          @Override
          public void renewalUnanswered(String lockName) {
            told.add(lockName + " unanswered");
          }

          @Override
          public void connectionLost(Connection connection) {
            told.add(connection + " lost");
          }

          @Override
          public void connectionRestored(Connection connection) {
            told.add(connection + " restored");
          }
        };
    return keep(LockClient.builder(adapter.connector(fullAddress())).listener(notes).build());
  }

  @Test
  void acquisitions_ofAllKinds_areTold() throws Exception {
    LockClient locks = watched();
    locks.lock("a").acquire().release();
    locks.semaphore("b", 2).acquire().release();
    locks.readWriteLock("c").readLock().acquire().release();
    Lease theirs = client().lock("d").acquire();
    assertThat(locks.lock("d").tryAcquire()).isEmpty();
    CompletableFuture<Lease> waiting = locks.lock("d").acquireAsync().toCompletableFuture();
    eventually().until(() -> waiting(locks.lock("d")) == 1);
    theirs.release();
    waiting.get(SOON.toMillis(), TimeUnit.MILLISECONDS).release();

    assertThat(told)
        .containsExactly(
            "a EXCLUSIVE TAKEN",
            "a released true",
            "b PERMITS TAKEN",
            "b released true",
            "c SHARED TAKEN",
            "c released true",
            "d BUSY",
            "d EXCLUSIVE HANDED_OVER",
            "d released true");
  }

  @Test
  void loss_isTold_byItsReason() throws Exception {
    LockClient locks = watched();
    Lease lease = locks.lock("k", leaseOfMillis(1_000)).acquire();
    redis.send("DEL", "k");
    eventually().until(() -> told.contains("k " + LossReason.DELETED));
    assertThat(lease.isHeld()).isFalse();
  }

  @Test
  void server_gone_isTold_byBothConnections() throws Exception {
    LockClient locks = watched();
    DistributedLock lock = locks.lock("k");
    Lease lease = lock.acquire();
    lease.onLost(reason -> {}); // which opens the connection that is pushed on
    eventually()
        .until(() -> redis.send("CLIENT", "LIST", "TYPE", "pubsub").toString().contains("sub=1"));
    server.kill();
    eventually().until(() -> told.contains("COMMANDS lost") && told.contains("PUSHES lost"));
    server.restart();
    eventually()
        .until(() -> told.contains("COMMANDS restored") && told.contains("PUSHES restored"));
  }

  @Test
  void local_tellsWhatIsHeldAndWaitedFor_withoutACommand() throws Exception {
    LockClient locks = client();
    assertThat(locks.local()).isEmpty();
    Lease lease = locks.lock("mine").acquire();
    CompletableFuture<Lease> waiting = locks.lock("mine").acquireAsync().toCompletableFuture();
    var before = redis.commandCounts();
    assertThat(locks.local())
        .singleElement()
        .returns("mine", LocalLock::lockName)
        .returns(1, LocalLock::holders)
        .returns(1, LocalLock::waiters)
        .satisfies(local -> assertThat(local.fencingToken()).hasValue(lease.fencingToken()))
        .satisfies(local -> assertThat(local.heldFor()).isPresent());
    assertThat(redis.commandCounts().getOrDefault("evalsha", 0L))
        .isEqualTo(before.getOrDefault("evalsha", 0L));
    lease.release();
    waiting.get(SOON.toMillis(), TimeUnit.MILLISECONDS).release();
    assertThat(locks.local()).isEmpty();
  }
}
