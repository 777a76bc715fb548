package dev.baton.internal.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.BackendException;
import dev.baton.LockException;
import dev.baton.LockTimeoutException;
import dev.baton.MultiLease;
import dev.baton.MultiLock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several locks of a quorum at once; the servers in memory know one, which is who counts here. */
class QuorumMultiLockTest {
  private final World world = new World(3);
  private final QuorumClient client = world.client();
  private final MultiLock locks = client.allOf(client.lock("k"));

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void locks_free_areHeldAndReleased() throws Exception {
    try (MultiLease leases = locks.acquire()) {
      assertThat(leases.isHeld()).isTrue();
      assertThat(world.votes()).isEqualTo(3);
    }
    assertThat(world.votes()).isZero();
  }

  @Test
  void lock_busy_isWaitedForUntilTheDeadline() {
    world.nodes.forEach(Node::holdElsewhere);
    assertThat(locks.tryAcquire()).isEmpty();
    CompletableFuture<MultiLease> waiter =
        locks.acquireAsync(Duration.ofSeconds(5)).toCompletableFuture();
    world.advance(Duration.ofSeconds(4));
    assertThat(waiter).isNotDone();
    world.advance(Duration.ofSeconds(2));
    assertThat(World.failure(waiter))
        .isInstanceOf(LockTimeoutException.class)
        .extracting(thrown -> ((LockException) thrown).lockName())
        .isEqualTo("k");
    assertThat(client.quorum().waiters()).isEmpty();
  }

  @Test
  void lock_releasedWhileItIsWaitedFor_isHeld() {
    world.nodes.forEach(Node::holdElsewhere);
    CompletableFuture<MultiLease> waiter = locks.acquireAsync().toCompletableFuture();
    world.nodes.forEach(Node::free);
    world.advance(Duration.ofSeconds(30));
    assertThat(waiter).isCompleted();
    waiter.join().close();
    assertThat(world.votes()).isZero();
  }

  @Test
  void lock_cancelledWhileItIsWaitedFor_isLeft() {
    world.nodes.forEach(Node::holdElsewhere);
    CompletableFuture<MultiLease> waiter = locks.acquireAsync().toCompletableFuture();
    waiter.cancel(true);
    assertThat(client.quorum().waiters()).isEmpty();
  }

  @Test
  void majority_unreachable_isAnError() {
    world.nodes.forEach(node -> node.fault = Node.Fault.DOWN);
    assertThatThrownBy(locks::acquire).isInstanceOf(BackendException.class);
  }

  @Test
  void lock_ofAMember_isRefused() {
    try (World another = new World(3)) {
      assertThatThrownBy(() -> client.allOf(client.lock("a"), another.client().lock("b")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("\"b\" is not a lock of this client");
    }
  }
}
