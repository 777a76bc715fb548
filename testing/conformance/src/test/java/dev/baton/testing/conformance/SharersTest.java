package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.LockState;
import dev.baton.LossReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What is told of a lock that is shared, and of those who share it and wait for it. */
@Execution(ExecutionMode.CONCURRENT)
class SharersTest extends Contract {
  private static final LockOptions LONG = lease(Duration.ofMinutes(10));
  private static final LockState.Share TO_READ = new LockState.Share(1, OptionalInt.empty());

  private DistributedLock read(LockOptions options) {
    return client().readWriteLock("k", options).readLock();
  }

  private static LockState.Sharing sharing(LockState state) {
    return state.sharing().orElseThrow();
  }

  private LockState found() {
    return client().find("*").findFirst().orElseThrow();
  }

  @Test
  void inspect_readers_tellsOfEachWithItsEnd() throws Exception {
    Lease early = read(lease(Duration.ofMinutes(2))).acquire();
    Lease late = read(LONG).acquire();

    LockState state = lock("k").inspect();
    assertThat(sharing(state).count()).isEqualTo(2);
    assertThat(sharing(state).weight()).isEqualTo(2);
    assertThat(sharing(state).limited()).isFalse();
    assertThat(sharing(state).holders())
        .extracting(LockState.Holder::ownerToken)
        .containsExactly(early.ownerToken(), late.ownerToken());
    assertThat(sharing(state).holders()).extracting(LockState.Holder::weight).containsOnly(1);
    assertThat(sharing(state).holders().get(0).expiresIn())
        .isBetween(Duration.ofMinutes(1), Duration.ofMinutes(2));
    assertThat(sharing(state).holders().get(1).expiresIn())
        .isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10));
    assertThat(state.holder()).contains(late.ownerToken());
    assertThat(state.expiresIn().orElseThrow())
        .isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10));
    assertThat(state.fencingToken()).contains(early.fencingToken());
    assertThat(state.heldFor().orElseThrow()).isLessThan(Duration.ofMinutes(2));
    assertThat(read(LONG).inspect().sharing()).isPresent();

    late.release();
    assertThat(lock("k").inspect().expiresIn().orElseThrow())
        .isLessThanOrEqualTo(Duration.ofMinutes(2));
    early.release();
    assertThat(lock("k").inspect().sharing()).isEmpty();
  }

  @Test
  void inspect_oneAlone_isNotShared() throws Exception {
    Lease writing = client().readWriteLock("k").writeLock().acquire();
    CompletableFuture<Lease> reader = read(LONG).acquireAsync().toCompletableFuture();
    eventually().until(() -> waiting(lock("k")) == 1);
    LockState state = lock("k").inspect();
    assertThat(state.sharing()).isEmpty();
    assertThat(state.holder()).contains(writing.ownerToken());
    assertThat(state.waiters()).extracting(LockState.Waiter::share).containsExactly(some(TO_READ));
    writing.release();
    get(reader).release();
  }

  private static Optional<LockState.Share> some(LockState.Share share) {
    return Optional.of(share);
  }

  @Test
  void waiters_ofBothKinds_areTold() throws Exception {
    Lease reading = read(LONG).acquire();
    CompletableFuture<Lease> writer = lock("k").acquireAsync().toCompletableFuture();
    eventually().until(() -> waiting(lock("k")) == 1);
    CompletableFuture<Lease> reader =
        read(LONG.strictFifo(true)).acquireAsync().toCompletableFuture();
    eventually().until(() -> waiting(lock("k")) == 2);

    LockState state = lock("k").inspect();
    assertThat(state.waiters())
        .extracting(LockState.Waiter::share)
        .containsExactly(Optional.empty(), some(TO_READ));
    assertThat(sharing(state).count()).as("the mark of who is first is none").isEqualTo(1);
    assertThat(sharing(found()).count()).isEqualTo(1);
    assertThat(found().waiting()).isEqualTo(2);
    reading.release();
    get(writer).release();
    get(reader).release();
  }

  @Test
  void permits_areTold_withTheLimitOfWhoWaits() throws Exception {
    Lease two = client().semaphore("k", 5, LONG).withWeight(2).acquire();
    Lease three = client().semaphore("k", 5, LONG).withWeight(3).acquire();
    CompletableFuture<Lease> next =
        client().semaphore("k", 6, LONG).withWeight(4).acquireAsync().toCompletableFuture();
    eventually().until(() -> waiting(lock("k")) == 1);

    LockState state = lock("k").inspect();
    assertThat(state.waiters())
        .extracting(LockState.Waiter::share)
        .containsExactly(some(new LockState.Share(4, OptionalInt.of(6))));
    assertThat(sharing(state).holders())
        .extracting(LockState.Holder::weight)
        .containsExactlyInAnyOrder(2, 3);
    assertThat(state.heldFor()).isEmpty();
    assertThat(state.fencingToken()).contains(three.fencingToken());
    assertThat(sharing(found()))
        .isEqualTo(new LockState.Sharing(2, 5, /* limited= */ true, List.of()));
    assertThat(found().fencingToken()).contains(three.fencingToken());
    two.release();
    three.release();
    get(next).release();
    assertThat(client().find("*")).isEmpty();
  }

  @Test
  void readersAmongPermits_areNotLimited() throws Exception {
    Lease permit = client().semaphore("k", 5, LONG).acquire();
    Lease reading = read(LONG).acquire();
    assertThat(sharing(lock("k").inspect()).limited()).isFalse();
    assertThat(sharing(found()))
        .isEqualTo(new LockState.Sharing(2, 2, /* limited= */ false, List.of()));
    assertThat(lock("k").inspect().fencingToken()).contains(reading.fencingToken());
    permit.release();
    reading.release();
  }

  @Test
  void leaseThatIsOver_isNotToldOf_norCounted() throws Exception {
    Lease gone = read(leaseOfMillis(300).autoRenew(false)).acquire();
    Lease held = read(LONG).acquire();
    get(gone.lost().toCompletableFuture());
    eventually().until(() -> sharing(lock("k").inspect()).count() == 1);

    LockState state = lock("k").inspect();
    assertThat(sharing(state).holders())
        .extracting(LockState.Holder::ownerToken)
        .containsExactly(held.ownerToken());
    assertThat(sharing(state).weight()).isEqualTo(1);
    assertThat(sharing(found()))
        .isEqualTo(new LockState.Sharing(1, 1, /* limited= */ false, List.of()));
    held.release();
  }

  /** The key lasts for as long as the longest lease there was. */
  @Test
  void allLeasesOver_keyStillThere_isFree() throws Exception {
    Lease held = read(LONG).acquire();
    Lease gone = read(leaseOfMillis(300).autoRenew(false)).acquire();
    get(gone.lost().toCompletableFuture());
    held.release();
    assertThat(redis.send("EXISTS", "k")).isEqualTo(1L);

    eventually().until(() -> lock("k").inspect().holder().isEmpty());
    assertThat(lock("k").inspect().sharing()).isEmpty();
    assertThat(client().find("*")).isEmpty();
  }

  @Test
  void find_sharedLock_tellsWhatInspectDoes_withoutItsHolders() throws Exception {
    lock("alone").acquire();
    read(lease(Duration.ofMinutes(2))).acquire();
    Lease late = read(LONG).acquire();
    redis.send("ZADD", "ranks", "1", "a", "1800000000000", "b");

    assertThat(client().find("*").map(LockState::name)).containsExactlyInAnyOrder("alone", "k");
    LockState found = client().find("k*").findFirst().orElseThrow();
    LockState inspected = lock("k").inspect();
    assertThat(found.holder()).contains(late.ownerToken()).isEqualTo(inspected.holder());
    assertThat(found.fencingToken()).isEqualTo(inspected.fencingToken());
    assertThat(found.heldFor().orElseThrow())
        .isLessThanOrEqualTo(inspected.heldFor().orElseThrow());
    assertThat(found.expiresIn().orElseThrow())
        .isBetween(inspected.expiresIn().orElseThrow(), Duration.ofMinutes(10));
    assertThat(found.sharing())
        .contains(new LockState.Sharing(2, 2, /* limited= */ false, List.of()));
    assertThat(client().findForeign("*")).isEmpty();
  }

  @Test
  void holders_moreThanAThousand_areCounted() throws Exception {
    List<CompletableFuture<Lease>> leases = new ArrayList<>();
    LockClient client = client();
    DistributedLock read = client.readWriteLock("k", LONG.strictFifo(true)).readLock();
    for (int i = 0; i < 1_010; i++) {
      leases.add(read.acquireAsync().toCompletableFuture());
    }
    for (CompletableFuture<Lease> lease : leases) {
      get(lease);
    }
    LockState.Sharing sharing = sharing(lock("k").inspect());
    assertThat(sharing.count()).isEqualTo(1_010);
    assertThat(sharing.weight()).isEqualTo(1_010);
    assertThat(sharing.holders()).hasSize(1_000);
    client.close();
    assertThat(lock("k").isLocked()).isFalse();
  }

  @Test
  void sharer_releasedByItsToken_throughTheLockItself() throws Exception {
    LockOptions renewedSoon = lease(SOON); // which finds the loss if the push comes too early
    Lease one = read(renewedSoon).acquire();
    Lease two = read(renewedSoon).acquire();
    CompletableFuture<LossReason> told = one.lost().toCompletableFuture();
    assertThat(lock("k").renew(one.ownerToken(), Duration.ofMinutes(30))).isTrue();
    assertThat(sharing(lock("k").inspect()).holders().get(1).expiresIn())
        .isGreaterThan(Duration.ofMinutes(20));
    assertThat(lock("k").release(one.ownerToken())).isTrue();
    assertThat(get(told)).isEqualTo(LossReason.DELETED);
    assertThat(lock("k").release(one.ownerToken())).isFalse();
    assertThat(two.isHeld()).isTrue();
    assertThat(sharing(lock("k").inspect()).count()).isEqualTo(1);
    two.release();
  }
}
