package dev.baton.internal.quorum;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockOptions;
import dev.baton.ReleaseOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client is closed at each moment of what it can be doing. */
@Timeout(value = 120, unit = SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QuorumCloseTest {
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final LockOptions RENEWED = LockOptions.defaults().leaseDuration(LEASE);

  @ParameterizedTest
  @ValueSource(longs = {0, 5, 700})
  void client_closedAtAnyMoment_endsAllAndLeavesNothing(long latencyMillis) {
    int moments = 0;
    for (boolean closed = true; closed; moments++) {
      closed = new Course(RENEWED, latencyMillis, moments, Node.Fault.NONE, 0).run();
    }
    assertThat(moments).isGreaterThan(100);
  }

  @Test
  void client_closedAtAnyMoment_keepsOnlyWhatIsHeldAndNotRenewed() {
    LockOptions fixed = RENEWED.autoRenew(false);
    boolean closed = true;
    for (int moment = 0; closed; moment++) {
      closed = new Course(fixed, 5, moment, Node.Fault.NONE, 0).run();
    }
  }

  @ParameterizedTest
  @CsvSource({"SILENT", "DEAF", "DOWN", "REFUSING"})
  void client_closedWhileMembersFail_endsAllAndLeavesNothingOnTheOthers(Node.Fault fault) {
    for (int failing = 1; failing <= 3; failing++) {
      boolean closed = true;
      for (int moment = failing; closed; moment += 13) {
        closed = new Course(RENEWED, 5, moment, fault, failing).run();
      }
    }
  }

  /** All that a client does in its life, until it is closed. */
  private static final class Course {
    private final World world = new World(3);
    private final LockOptions options;
    private final Node.Fault fault;
    private final int failing;
    private final String what;
    private final List<CompletableFuture<Lease>> asked = new ArrayList<>();
    private final List<CompletableFuture<ReleaseOutcome>> released = new ArrayList<>();
    private final QuorumClient client;

    /** What was still held when the client had been closed, and nobody holds. */
    private final List<Node> found = new ArrayList<>();

    private int left;
    private boolean closed;

    Course(LockOptions options, long latencyMillis, int moment, Node.Fault fault, int failing) {
      this.options = options;
      this.fault = fault;
      this.failing = failing;
      this.left = Integer.MAX_VALUE;
      this.what = "closed at moment " + moment + ", " + failing + " " + fault;
      this.client =
          world.client(
              () -> {
                pass();
                return latencyMillis * 1_000_000;
              });
      world.nodes.get(2).skewMicros = 60_000_000;
      world.timer.beforeEach = this::pass;
      left = moment;
    }

    private void pass() {
      if (left-- == 0) {
        world.nodes.subList(0, failing).forEach(node -> node.fault = fault);
        left = Integer.MAX_VALUE;
        closed = true;
        world.timer.close();
        client.close();
        if (asked.stream().noneMatch(Course::isHeld)) {
          found.addAll(held());
        }
      }
    }

    private static boolean isHeld(CompletableFuture<Lease> asked) {
      return asked.isDone() && !asked.isCompletedExceptionally() && asked.join().isHeld();
    }

    /** Those that answer and have the lock held by the client. */
    private List<Node> held() {
      return world.nodes.subList(failing, world.nodes.size()).stream()
          .filter(node -> node.holder() != null && !"theirs".equals(node.holder()))
          .toList();
    }

    /** Whether the client was closed before it was at its end. */
    boolean run() {
      pass();
      CompletableFuture<Lease> first = ask();
      pass();
      CompletableFuture<Lease> second = ask();
      world.advance(Duration.ofSeconds(4));
      world.nodes.get(0).free(); // it is asked again
      world.advance(LEASE);
      release(first);
      world.advance(Duration.ofSeconds(3));
      world.nodes.subList(0, 2).forEach(Node::holdElsewhere);
      world.advance(LEASE);
      CompletableFuture<Lease> third = ask();
      release(second);
      world.advance(Duration.ofSeconds(3));
      world.nodes.subList(0, 2).forEach(Node::free);
      world.advance(Duration.ofSeconds(3));
      release(third);
      world.advance(Duration.ofSeconds(3));
      if (closed) {
        check();
      }
      world.close();
      return closed;
    }

    private CompletableFuture<Lease> ask() {
      DistributedLock lock = client.lock("k", options);
      CompletableFuture<Lease> result;
      try {
        result = lock.acquireAsync().toCompletableFuture();
      } catch (IllegalStateException refused) {
        assertThat(closed).isTrue();
        return CompletableFuture.failedFuture(refused);
      }
      asked.add(result);
      return result;
    }

    private void release(CompletableFuture<Lease> asked) {
      if (!closed) {
        assertThat(asked).isCompleted();
        released.add(asked.join().releaseAsync().toCompletableFuture());
      }
    }

    private void check() {
      if (asked.stream().anyMatch(Course::isHeld)) {
        world.advance(LEASE);
      }
      asked.forEach(Course::isHeld); // nobody notices that they ran out but who looks
      world.advance(Duration.ofMillis(1));
      assertThat(asked).as(what).allMatch(CompletableFuture::isDone);
      assertThat(released).as(what).allMatch(CompletableFuture::isDone);
      for (CompletableFuture<Lease> each : asked) {
        if (each.isCompletedExceptionally()) {
          assertThat(World.failure(each)).as(what).isInstanceOf(IllegalStateException.class);
        }
      }
      found.addAll(held());
      found.removeIf(node -> node.unsent);
      assertThat(found).as(what).isEmpty();
      assertThat(client.quorum().lines().size()).as(what).isZero();
      assertThat(client.quorum().waiters()).as(what).isEmpty();
      assertThat(client.quorum().leases()).as(what).isEmpty();
    }
  }
}
