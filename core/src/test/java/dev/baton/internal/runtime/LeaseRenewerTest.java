package dev.baton.internal.runtime;

import static dev.baton.internal.runtime.ScriptedBackend.words;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Lease;
import dev.baton.LockOptions;
import dev.baton.LossReason;
import dev.baton.ReleaseOutcome;
import dev.baton.spi.Command;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.ServerError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The renewer on a server in memory; nothing is due by itself unless a test makes it so. */
class LeaseRenewerTest {
  private static final int MANY = 250;

  private final ScriptedBackend backend = new ScriptedBackend();
  private final Engine engine = backend.engine();

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void batch_manyDue_goesOutInOne() {
    acquire(MANY, LockOptions.defaults());
    renewAll();

    assertThat(nextBatch()).hasSize(MANY).doesNotHaveDuplicates();
    ParkedTimer.drain(engine.services().timer());
    assertThat(backend.batches).isEmpty();
  }

  @Test
  void batch_manyDueAfterAReconnect_goesOutInOne() {
    acquire(MANY, LockOptions.defaults());
    backend.listener().onReconnected();

    assertThat(nextBatch()).hasSize(MANY);
  }

  @Test
  void batch_someFail_theOthersAreRenewedAndTheFailedTriedAgain() {
    List<Lease> leases = acquire(MANY, LockOptions.defaults().leaseDuration(Duration.ofSeconds(8)));
    AtomicInteger count = new AtomicInteger();
    backend.on("RENEW", command -> failThree(count.getAndIncrement()));
    renewAll();
    assertThat(nextBatch()).hasSize(MANY);
    ParkedTimer.drain(engine.services().timer());
    backend.on("RENEW", words("RENEWED"));

    assertThat(nextLocks(3)).containsExactly("lock:0", "lock:100", "lock:249");
    ParkedTimer.drain(engine.services().timer());
    assertThat(leases).allMatch(Lease::isHeld);
  }

  @Test
  void batch_backendThrows_leasesAreTriedAgain() {
    acquire(3, LockOptions.defaults().leaseDuration(Duration.ofSeconds(8)));
    failFirstBatch();
    renewAll();
    assertThat(nextBatch()).hasSize(3);

    assertThat(nextLocks(3)).containsExactly("lock:0", "lock:1", "lock:2");
  }

  @Test
  void batch_backendThrows_scheduleGoesOn() {
    acquire(3, LockOptions.defaults());
    failFirstBatch();
    renewAll();
    assertThat(nextBatch()).hasSize(3);

    assertThat(engine.lock("another").tryAcquire()).isPresent();
    renewAll();
    assertThat(nextLocks(4)).contains("another");
  }

  @Test
  void renewal_ofATermAsked_isDueAtAThirdOfIt() {
    long acquired = System.nanoTime();
    acquire(1, LockOptions.defaults().leaseDuration(Duration.ofMillis(240)));

    assertThat(nextBatch()).hasSize(1);
    assertThat(System.nanoTime() - acquired).isGreaterThanOrEqualTo(60_000_000);
  }

  @Test
  void renewal_keyDeletedOrOverwritten_isTheLossOfThatLeaseOnly() {
    List<Lease> leases = acquire(3, LockOptions.defaults());
    List<Object> answers =
        new ArrayList<>(List.of(words("DELETED"), words("OVERWRITTEN", "them"), words("RENEWED")));
    backend.on("RENEW", command -> answers.remove(0));
    renewAll();

    assertThat(lossOf(leases.get(0))).isEqualTo(LossReason.DELETED);
    assertThat(lossOf(leases.get(1))).isEqualTo(LossReason.OVERWRITTEN);
    ParkedTimer.drain(engine.services().timer());
    assertThat(leases).extracting(Lease::isHeld).containsExactly(false, false, true);
    assertThat(engine.cohorts().renewer().holds()).hasSize(1);
  }

  @Test
  void lease_serverSilent_isLostAtItsEndAndNotHeldBeforeThat() {
    backend.on(
        "RENEW",
        command -> {
          throw new ConnectionFault("cut", true, null);
        });
    Lease lease = acquire(1, LockOptions.defaults().leaseDuration(Duration.ofMillis(200))).get(0);

    assertThat(lossOf(lease)).isEqualTo(LossReason.EXPIRED);
    assertThat(lease.isHeld()).isFalse();
    assertThat(lease.release()).isEqualTo(ReleaseOutcome.ALREADY_LOST);
    assertThat(engine.cohorts().renewer().holds()).isEmpty();
  }

  @Test
  void lease_notRenewed_isNotSentButItsEndIsWatched() {
    Lease lease;
    try (ParkedTimer parked = new ParkedTimer(engine.services().timer())) {
      lease =
          acquire(1, LockOptions.defaults().autoRenew(false).leaseDuration(Duration.ofMillis(200)))
              .get(0);
      assertThat(engine.cohorts().renewer().holds()).hasSize(1);
    }

    assertThat(lossOf(lease)).isEqualTo(LossReason.EXPIRED);
    assertThat(backend.batches).isEmpty();
    assertThat(engine.cohorts().renewer().holds()).isEmpty();
  }

  @Test
  void lease_heldForAsLongAsAllowed_isLostForThatReason() {
    Lease lease = acquire(1, LockOptions.defaults().maxHold(Duration.ofMillis(200))).get(0);

    assertThat(lossOf(lease)).isEqualTo(LossReason.MAX_HOLD_REACHED);
  }

  @Test
  void lease_released_leavesNothingBehind() {
    List<Lease> leases = acquire(MANY, LockOptions.defaults());
    leases.forEach(lease -> assertThat(lease.release()).isEqualTo(ReleaseOutcome.RELEASED));

    assertThat(engine.cohorts().renewer().holds()).isEmpty();
    backend.listener().onReconnected();
    ParkedTimer.drain(engine.services().timer());
    assertThat(backend.batches).isEmpty();
    assertThat(leases).noneMatch(lease -> lease.lost().toCompletableFuture().isDone());
  }

  @Test
  void client_closed_givesBackWhatItRenewsAndNothingElse() {
    Lease renewed = acquire(1, LockOptions.defaults()).get(0);
    Lease own = acquire(1, LockOptions.defaults().ownerToken("mine")).get(0);
    engine.close();

    assertThat(lossOf(renewed)).isEqualTo(LossReason.CLIENT_CLOSED);
    assertThat(own.lost().toCompletableFuture()).isNotDone();
    assertThat(backend.operations()).containsOnlyOnce("RELEASE");
  }

  private List<Lease> acquire(int count, LockOptions options) {
    List<Lease> leases = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      leases.add(engine.lock("lock:" + i, options).tryAcquire().orElseThrow());
    }
    return leases;
  }

  /** Has all leases renewed at one tick. */
  private void renewAll() {
    try (ParkedTimer parked = new ParkedTimer(engine.services().timer())) {
      backend.listener().onReconnected();
    }
  }

  private List<Command> nextBatch() {
    return Eventually.next(backend.batches);
  }

  /** The locks of the next renewals, until there are so many. */
  private Set<String> nextLocks(int count) {
    Set<String> locks = new TreeSet<>();
    while (locks.size() < count) {
      nextBatch().forEach(command -> locks.add(new String(command.key(), UTF_8)));
    }
    return locks;
  }

  private static LossReason lossOf(Lease lease) {
    return Eventually.resultOf(lease.lost());
  }

  private void failFirstBatch() {
    AtomicInteger count = new AtomicInteger();
    backend.onBatch(
        () -> {
          if (count.getAndIncrement() == 0) {
            throw new IllegalStateException("planted by the test");
          }
        });
  }

  private static Object failThree(int number) {
    return switch (number) {
      case 0 -> throw new ConnectionFault("cut", true, null);
      case 100 -> throw new ServerError("LOADING still");
      case 249 -> Arrays.asList(1L);
      default -> words("RENEWED");
    };
  }
}
