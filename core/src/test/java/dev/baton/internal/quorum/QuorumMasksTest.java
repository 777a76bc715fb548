package dev.baton.internal.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.BackendException;
import dev.baton.Lease;
import dev.baton.LockTimeoutException;
import dev.baton.ReleaseOutcome;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether a lock is acquired, for every way in which each member can be. */
class QuorumMasksTest {

  private enum Kind {
    FREE,
    SILENT,
    DEAF,
    DOWN,
    HELD
  }

  private static final List<Kind> KINDS = List.of(Kind.values());

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5})
  void tryAcquire_everyMask_isGrantedExactlyIfAMajorityIsFreeAndAnswers(int size) {
    everyMask(size, /* before= */ false);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4})
  void tryAcquire_unreachableFromTheStart_isGrantedExactlyIfAMajorityIsFree(int size) {
    everyMask(size, /* before= */ true);
  }

  private static void everyMask(int size, boolean before) {
    int masks = (int) Math.pow(KINDS.size(), size);
    for (int mask = 0; mask < masks; mask++) {
      Kind[] kinds = kinds(size, mask);
      long down = Arrays.stream(kinds).filter(kind -> kind == Kind.DOWN).count();
      if (!before || down < size - size / 2) {
        try (World world = new World(size)) {
          check(world, kinds, before);
        }
      }
    }
  }

  private static void check(World world, Kind[] kinds, boolean before) {
    if (before) {
      set(world, kinds, Kind.DOWN);
    }
    QuorumClient client = world.client();
    set(world, kinds, null);
    int majority = kinds.length / 2 + 1;
    long free = Arrays.stream(kinds).filter(kind -> kind == Kind.FREE).count();
    long faults =
        Arrays.stream(kinds).filter(kind -> kind != Kind.FREE && kind != Kind.HELD).count();
    CompletableFuture<Lease> tried = World.tryOnce(client.lock("k"));
    if (free >= majority) {
      assertThat(tried).as(Arrays.toString(kinds)).isCompleted();
      assertThat(tried.join().isHeld()).isTrue();
      CompletableFuture<ReleaseOutcome> released =
          tried.join().releaseAsync().toCompletableFuture();
      assertThat(released).isCompletedWithValue(ReleaseOutcome.RELEASED);
    } else {
      world.advance(Link.TIMEOUT);
      assertThat(tried).as(Arrays.toString(kinds)).isCompletedExceptionally();
      boolean couldBeBusy = Arrays.asList(kinds).contains(Kind.HELD);
      boolean couldBeMissing = faults > kinds.length - majority;
      assertThat(World.failure(tried))
          .as(Arrays.toString(kinds))
          .matches(why -> couldBeBusy || !(why instanceof LockTimeoutException))
          .matches(why -> couldBeMissing || !(why instanceof BackendException));
    }
    world.nodes.forEach(node -> node.fault = Node.Fault.NONE);
    world.advance(Duration.ofSeconds(5));
    assertThat(world.votes()).as("left behind by %s", Arrays.toString(kinds)).isZero();
    assertThat(client.quorum().lines().size()).isZero();
  }

  private static void set(World world, Kind[] kinds, @Nullable Kind only) {
    for (int i = 0; i < kinds.length; i++) {
      if (only == null || kinds[i] == only) {
        Node node = world.nodes.get(i);
        switch (kinds[i]) {
          case FREE -> {}
          case SILENT -> node.fault = Node.Fault.SILENT;
          case DEAF -> node.fault = Node.Fault.DEAF;
          case DOWN -> node.fault = Node.Fault.DOWN;
          case HELD -> node.holdElsewhere();
        }
      }
    }
  }

  private static Kind[] kinds(int size, int mask) {
    Kind[] kinds = new Kind[size];
    int rest = mask;
    for (int i = 0; i < size; i++) {
      kinds[i] = KINDS.get(rest % KINDS.size());
      rest /= KINDS.size();
    }
    return kinds;
  }
}
