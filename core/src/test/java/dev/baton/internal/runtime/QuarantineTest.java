package dev.baton.internal.runtime;

import static dev.baton.internal.runtime.ScriptedBackend.waits;
import static dev.baton.internal.runtime.ScriptedBackend.words;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.DistributedLock;
import dev.baton.FailoverPolicy;
import dev.baton.Lease;
import dev.baton.LockOptions;
import dev.baton.LockTimeoutException;
import dev.baton.ReleaseOutcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A lock that, after a change of the primary, is granted to nobody for one lease. */
class QuarantineTest extends CohortCase {
  private static final int KEYS = 2;

  private final DistributedLock guarded =
      engine.lock("order:42", LockOptions.defaults().failover(FailoverPolicy.quarantine()));

  @Test
  void commands_ofALockWithIt_haveTheKeyOfThePrimary() {
    Lease lease = takeForMany(guarded);
    release(lease);
    take(engine.lock("order:42"));

    assertThat(backend.commands("REJOIN")).isEmpty(); // taken out by takeForMany
    assertThat(keys("ACQUIRE")).containsExactly("4", "3");
    assertThat(keys("RELEASE")).containsExactly("4");
  }

  @Test
  void acquire_inAQuarantine_timesOutSayingForHowLongItLasts() {
    delay();

    assertThat(Eventually.failureOf(guarded.acquireAsync(Duration.ofMillis(50))))
        .isInstanceOf(LockTimeoutException.class)
        .hasMessageContaining("in quarantine after a change of primary, for 9000 ms more");
    Eventually.awaitTrue(() -> keys("CANCEL").equals(List.of("4")));
  }

  @Test
  void tryAcquire_inAQuarantine_isEmpty() throws Exception {
    delay();

    assertThat(guarded.tryAcquire()).isEmpty();
    assertThat(Eventually.failureOf(guarded.acquireAsync(Duration.ZERO)))
        .hasMessageContaining("in quarantine");
  }

  @Test
  void release_othersWaitHereInAQuarantine_isReleasedAndTheyWait() {
    Lease lease = take(guarded);
    CompletableFuture<Lease> waiter = guarded.acquireAsync().toCompletableFuture();
    delay();

    assertThat(Eventually.resultOf(lease.releaseAsync())).isEqualTo(ReleaseOutcome.RELEASED);
    assertThat(waiter).isNotDone();
    assertThat(keys("REJOIN")).containsExactly("4");
  }

  private void delay() {
    List<Object> place = words("DELAYED", 0L, 9_000L, backend.serverMicros());
    backend.on("REJOIN", place);
    backend.on("ACQUIRE", command -> waits(command) ? place : words("QUARANTINED", 9_000L));
  }

  private List<String> keys(String operation) {
    return backend.commands(operation).stream()
        .map(command -> ScriptedBackend.word(command, KEYS))
        .toList();
  }
}
