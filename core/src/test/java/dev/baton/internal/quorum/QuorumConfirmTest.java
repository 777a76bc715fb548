package dev.baton.internal.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Lease;
import dev.baton.LockOptions;
import dev.baton.ReleaseOutcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens between the votes and the lease: members fail, and nobody waits any more. */
class QuorumConfirmTest {

  /** What becomes of a member that has granted its vote and is yet to hear of the fence. */
  private enum Mishap {
    EXPIRED(Node::free),
    TAKEN(Node::holdElsewhere),
    SILENT(node -> node.fault = Node.Fault.SILENT),
    DEAF(node -> node.fault = Node.Fault.DEAF),
    DOWN(node -> node.fault = Node.Fault.DOWN),
    REFUSING(node -> node.fault = Node.Fault.REFUSING);

    final Consumer<Node> happens;

    Mishap(Consumer<Node> happens) {
      this.happens = happens;
    }
  }

  @ParameterizedTest
  @EnumSource
  void minority_failsBeforeItKnowsTheFence_isDoneWithout(Mishap mishap) {
    try (World world = new World(3)) {
      CompletableFuture<Lease> tried = mishap(world, 1, mishap);
      assertThat(tried).isCompleted();
      Lease lease = tried.join();
      assertThat(lease.isHeld()).isTrue();
      assertThat(world.nodes.get(1).last).isGreaterThanOrEqualTo(lease.fencingToken());
      CompletableFuture<ReleaseOutcome> released = lease.releaseAsync().toCompletableFuture();
      world.advance(Duration.ofSeconds(1));
      assertThat(released).isCompletedWithValue(ReleaseOutcome.RELEASED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void majority_failsBeforeItKnowsTheFence_nothingIsAcquiredNorLeft(Mishap mishap) {
    try (World world = new World(3)) {
      CompletableFuture<Lease> tried = mishap(world, 2, mishap);
      assertThat(tried).isCompletedExceptionally();
      world.nodes.forEach(node -> node.fault = Node.Fault.NONE);
      world.advance(Duration.ofSeconds(5));
      assertThat(world.votes()).isZero();
    }
  }

  /** The last member's clock is ahead, so that the others are told of its fence. */
  private static CompletableFuture<Lease> mishap(World world, int failing, Mishap mishap) {
    world.nodes.get(2).skewMicros = 60_000_000;
    QuorumClient slow = world.client(inTurn(5, 7, 5));
    CompletableFuture<Lease> tried = World.tryOnce(slow.lock("k"));
    world.advance(Duration.ofMillis(8)); // all have granted, and nobody has confirmed
    world.nodes.subList(0, failing).forEach(mishap.happens);
    world.advance(Duration.ofSeconds(2));
    return tried;
  }

  private static LongSupplier inTurn(long... millis) {
    AtomicInteger sent = new AtomicInteger();
    return () -> millis[sent.getAndIncrement() % millis.length] * 1_000_000;
  }

  @Test
  void vote_grantedAsTheTimeIsUp_isGivenBack() {
    try (World world = new World(3)) {
      AtomicInteger sent = new AtomicInteger();
      QuorumClient client =
          world.client(
              () -> {
                if (sent.getAndIncrement() == 0) {
                  world.advance(Duration.ofMillis(300));
                }
                return 0;
              });
      var wait = client.lock("k").acquireAsync(Duration.ofMillis(300)).toCompletableFuture();
      assertThat(wait).isCompletedExceptionally();
      assertThat(world.nodes.get(0).log).startsWith("ACQUIRE");
      world.advance(Duration.ofSeconds(1));
      assertThat(world.votes()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 5_000_000})
  void wait_cancelledAsAnyCommandIsSent_leavesNothing(long latency) {
    for (int at = 1; at <= 12; at++) {
      try (World world = new World(3)) {
        AtomicInteger sent = new AtomicInteger(-1_000);
        CompletableFuture<CompletableFuture<Lease>> waiting = new CompletableFuture<>();
        int last = at;
        QuorumClient client =
            world.client(
                () -> {
                  if (sent.incrementAndGet() == last) {
                    waiting.join().cancel(false);
                  }
                  return latency;
                });
        CompletableFuture<Lease> first = World.tryOnce(client.lock("k"));
        world.advance(Duration.ofSeconds(1));
        waiting.complete(client.lock("k").acquireAsync().toCompletableFuture());
        sent.set(0);
        var unused = first.join().releaseAsync();
        world.advance(Duration.ofSeconds(1));
        if (!waiting.join().isCancelled()) {
          var ignored = waiting.join().join().releaseAsync();
        }
        world.advance(Duration.ofSeconds(1));
        assertThat(world.votes()).as("cancelled as command %d is sent", at).isZero();
        assertThat(client.quorum().lines().size()).isZero();
        assertThat(client.quorum().waiters()).isEmpty();
        assertThat(client.quorum().leases()).isEmpty();
      }
    }
  }

  @Test
  void round_abandonedThisMomentWon_givesTheLeaseBack() {
    try (World world = new World(3)) {
      Round round = new Round(world.client().quorum(), "k", LockOptions.defaults());
      round.begin();
      assertThat(round.verdict().join()).isInstanceOf(Verdict.Won.class);
      assertThat(world.votes()).isEqualTo(3);
      round.abandon();
      assertThat(world.votes()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void line_ofManyOfWhomSomeGiveUp_movesOn(int every) {
    try (World world = new World(3)) {
      QuorumClient client = world.client(world::someLatency);
      List<CompletableFuture<Lease>> line =
          IntStream.range(0, 20)
              .mapToObj(i -> client.lock("k").acquireAsync().toCompletableFuture())
              .toList();
      for (int i = 0; i < line.size(); i++) {
        if (i % every == 0) {
          line.get(i).cancel(false);
        } else {
          world.advance(Duration.ofMillis(50));
          assertThat(line.get(i)).as("number %d", i).isCompleted();
          var unused = line.get(i).join().releaseAsync();
        }
      }
      world.advance(Duration.ofSeconds(1));
      assertThat(world.votes()).isZero();
      assertThat(client.quorum().lines().size()).isZero();
    }
  }
}
