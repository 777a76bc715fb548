package dev.baton.micrometer;

import static io.micrometer.observation.tck.TestObservationRegistryAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.LossReason;
import dev.baton.micrometer.LockObservation.LockKey;
import dev.baton.testing.server.RedisServer;
import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.tck.TestObservationRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is observed of locks on a real server, and the meters that come of it. */
class LockObservationsTest extends OnRedis {
  private final TestObservationRegistry registry = TestObservationRegistry.create();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final LockObservations observations = new LockObservations(registry);
  private LockClient client;
  private LockClient other;
  private DistributedLock lock;

  @BeforeEach
  void connect() {
    registry.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
    client = client(observations);
    other = client();
    lock = client.lock(name);
  }

  @AfterEach
  void nothingIsOpen() {
    eventually()
        .untilAsserted(
            () -> {
              assertThat(observations.open()).isZero();
              assertThat(meters.find("baton.acquire.active").longTaskTimers())
                  .allMatch(timer -> timer.activeTasks() == 0);
              assertThat(meters.find("baton.hold.active").longTaskTimers())
                  .allMatch(timer -> timer.activeTasks() == 0);
            });
    assertThat(registry).doesNotHaveAnyRemainingCurrentObservation();
  }

  @Test
  void lock_takenAndReleased_isAnAcquisitionAndAHold() throws Exception {
    Lease lease = lock.acquire();
    lease.release();

    assertThat(registry).hasNumberOfObservationsEqualTo(2);
    assertThat(registry)
        .hasObservationWithNameEqualTo("baton.acquire")
        .that()
        .hasBeenStarted()
        .hasBeenStopped()
        .hasContextualNameEqualTo("acquire order")
        .hasLowCardinalityKeyValue("baton.lock", "order")
        .hasLowCardinalityKeyValue("baton.mode", "exclusive")
        .hasLowCardinalityKeyValue("baton.outcome", "acquired")
        .hasLowCardinalityKeyValue("baton.way", "taken")
        .hasHighCardinalityKeyValue("baton.lock.name", name)
        .doesNotHaveError();
    assertThat(registry)
        .hasObservationWithNameEqualTo("baton.hold")
        .that()
        .hasBeenStarted()
        .hasBeenStopped()
        .hasContextualNameEqualTo("hold order")
        .hasLowCardinalityKeyValue("baton.lock", "order")
        .hasLowCardinalityKeyValue("baton.mode", "exclusive")
        .hasLowCardinalityKeyValue("baton.outcome", "released")
        .hasLowCardinalityKeyValue("baton.loss", "none")
        .hasHighCardinalityKeyValue("baton.lock.name", name)
        .hasHighCardinalityKeyValue("baton.fence", Long.toString(lease.fencingToken()))
        .doesNotHaveError();
  }

  @Test
  void keys_ofWhatIsObserved_areTheDocumentedOnes() throws Exception {
    lock.acquire().release();

    for (LockObservation observed : LockObservation.values()) {
      LockContext context = contexts(observed).get(0);
      assertThat(context.getLowCardinalityKeyValues())
          .extracting("key")
          .containsExactlyInAnyOrderElementsOf(names(observed.getLowCardinalityKeyNames()));
      assertThat(context.getHighCardinalityKeyValues())
          .extracting("key")
          .containsExactlyInAnyOrderElementsOf(names(observed.getHighCardinalityKeyNames()));
    }
  }

  private static List<String> names(KeyName[] keys) {
    return Stream.of(keys).map(KeyName::asString).toList();
  }

  @Test
  void meters_ofWhatIsOpen_haveAllKeys() throws Exception {
    Lease theirs = other.lock(name).acquire();
    CompletableFuture<Lease> waiting = lock.acquireAsync().toCompletableFuture();
    assertThat(
            meters
                .get("baton.acquire.active")
                .tag("baton.lock", "order")
                .tag("baton.mode", "exclusive")
                .tag("baton.outcome", "unknown")
                .tag("baton.way", "none")
                .longTaskTimer()
                .activeTasks())
        .isEqualTo(1);
    theirs.release();
    Lease lease = get(waiting);
    assertThat(
            meters
                .get("baton.hold.active")
                .tag("baton.lock", "order")
                .tag("baton.mode", "exclusive")
                .tag("baton.outcome", "unknown")
                .tag("baton.loss", "none")
                .longTaskTimer()
                .activeTasks())
        .isEqualTo(1);
    lease.release();
  }

  @Test
  void lock_passedToAnotherThread_saysSo() throws Exception {
    Lease mine = lock.acquire();
    CompletableFuture<Lease> next = lock.acquireAsync().toCompletableFuture();
    CompletableFuture<Lease> last = lock.acquireAsync().toCompletableFuture();
    mine.release(); // asks the server for fences to pass the lock on with
    get(next).release();
    get(last).release();

    assertThat(count("baton.acquire", LockKey.WAY, "taken")).isEqualTo(2);
    assertThat(count("baton.acquire", LockKey.WAY, "passed")).isEqualTo(1);
    assertThat(count("baton.hold", LockKey.OUTCOME, "released")).isEqualTo(3);
  }

  @Test
  void lock_handedOverByAnotherClient_saysSo() throws Exception {
    Lease theirs = other.lock(name).acquire();
    CompletableFuture<Lease> next = lock.acquireAsync().toCompletableFuture();
    eventually().until(() -> !other.lock(name).inspect().waiters().isEmpty());
    theirs.release();
    get(next).release();

    assertThat(count("baton.acquire", LockKey.WAY, "handed_over")).isEqualTo(1);
    assertThat(count("baton.acquire", LockKey.OUTCOME, "acquired")).isEqualTo(1);
  }

  @Test
  void locks_thatAreShared_sayHowTheyAreHad() throws Exception {
    client.readWriteLock(name).readLock().acquire().release();
    client.semaphore(name + "s", 2).acquire().release();

    for (String meter : List.of("baton.acquire", "baton.hold")) {
      assertThat(count(meter, LockKey.MODE, "shared")).isEqualTo(1);
      assertThat(count(meter, LockKey.MODE, "permits")).isEqualTo(1);
    }
  }

  @Test
  void lock_thatIsNotAcquired_saysWhyAndIsNoHold() throws Exception {
    Lease theirs = other.lock(name).acquire();
    assertThat(lock.tryAcquire()).isEmpty();
    assertThat(lock.tryAcquire(Duration.ofMillis(1))).isEmpty();
    CompletableFuture<Lease> given = lock.acquireAsync().toCompletableFuture();
    assertThat(given.cancel(true)).isTrue();
    interruptOneThatWaits();
    theirs.release();

    for (String why : List.of("busy", "timed_out", "cancelled", "interrupted")) {
      Timer timer =
          meters
              .get("baton.acquire")
              .tags("baton.outcome", why, "baton.way", "none", "error", "none")
              .timer();
      assertThat(timer.count()).as(why).isEqualTo(1);
    }
    assertThat(contexts(LockObservation.HOLD)).isEmpty();
  }

  private void interruptOneThatWaits() throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<Lease> waits = thread.submit(() -> lock.acquire());
      eventually().until(() -> client.local().stream().anyMatch(here -> here.waiters() == 1));
      assertThat(waits.cancel(/* mayInterruptIfRunning= */ true)).isTrue();
    } finally {
      thread.shutdown();
    }
    assertThat(thread.awaitTermination(90, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void acquisition_thatFails_hasItsError() throws Exception {
    Lease theirs = other.lock(name).acquire();
    LockObservations mine = new LockObservations(registry);
    CompletableFuture<Lease> waiting;
    try (LockClient closing = adapter.connect(uri(), mine)) {
      waiting = closing.lock(name).acquireAsync().toCompletableFuture();
    }
    eventually().until(waiting::isCompletedExceptionally);
    theirs.release();

    assertThat(
            meters
                .get("baton.acquire")
                .tags("baton.outcome", "failed", "error", "IllegalStateException")
                .timer()
                .count())
        .isEqualTo(1);
    assertThat(mine.open()).isZero();
  }

  @Test
  void lock_thatIsLost_isAnEventAndAnEndByItsReason() throws Exception {
    Lease lease = lock.acquire();
    CompletableFuture<LossReason> lost = lease.lost().toCompletableFuture();
    assertThat(client().lock(name).release(lease.ownerToken())).isTrue();
    String reason = lost.get(90, TimeUnit.SECONDS).name().toLowerCase(Locale.ROOT);

    assertThat(registry)
        .hasObservationWithNameEqualTo("baton.hold")
        .that()
        .hasBeenStopped()
        .hasEvent("lost");
    assertThat(
            meters
                .get("baton.hold.lost")
                .tags("baton.lock", "order", "baton.outcome", "lost", "baton.loss", reason)
                .counter()
                .count())
        .isEqualTo(1);
    assertThat(count("baton.hold", LockKey.LOSS, reason)).isEqualTo(1);
  }

  @Test
  void lock_heldWhenItsClientIsClosed_isLost() throws Exception {
    Lease lease = lock.acquire();
    client.close();

    assertThat(lease.isHeld()).isFalse();
    eventually().until(() -> count("baton.hold", LockKey.LOSS, "client_closed") == 1);
  }

  @Test
  void observations_ofOneCaller_haveItsObservationAsParent() throws Exception {
    Observation request = Observation.start("request", registry);
    try (Observation.Scope scope = request.openScope()) {
      lock.acquire().release();
      assertThat(registry.getCurrentObservation()).isSameAs(request);
    }
    request.stop();

    assertThat(contexts(LockObservation.ACQUIRE).get(0).getParentObservation()).isSameAs(request);
    assertThat(contexts(LockObservation.HOLD).get(0).getParentObservation()).isSameAs(request);
  }

  @Test
  void lock_passedByAnotherCaller_hasTheParentOfWhoAskedForIt() throws Exception {
    passBetween(Observation.start("asks", registry), Observation.start("passes", registry));
  }

  @Test
  void lock_passedToACallerWithoutObservation_hasNoParent() throws Exception {
    passBetween(null, Observation.start("passes", registry));
  }

  private void passBetween(@Nullable Observation asks, Observation passes) throws Exception {
    Lease first = lock.acquire();
    CompletableFuture<Lease> second = lock.acquireAsync().toCompletableFuture();
    CompletableFuture<Lease> next;
    try (AutoCloseable scope = asks == null ? () -> {} : asks.openScope()) {
      next = lock.acquireAsync().toCompletableFuture();
    }
    first.release(); // asks the server for fences to pass the lock on with
    Lease mine = get(second);
    try (Observation.Scope scope = passes.openScope()) {
      mine.release();
      assertThat(next).isDone();
      assertThat(registry.getCurrentObservation()).isSameAs(passes);
    }
    get(next).release();

    assertThat(contexts(LockObservation.ACQUIRE).get(2).getParentObservation()).isSameAs(asks);
    assertThat(contexts(LockObservation.HOLD).get(2).getParentObservation()).isSameAs(asks);
    passes.stop();
    if (asks != null) {
      asks.stop();
    }
  }

  @Test
  void names_ofManyFamilies_makeABoundedNumberOfMetersAndNoneByAName() throws Exception {
    for (int i = 0; i < 150; i++) {
      client.lock("family" + i + ":" + name).acquire().release();
    }

    Set<String> values =
        meters.getMeters().stream()
            .flatMap(meter -> meter.getId().getTags().stream())
            .filter(tag -> tag.getKey().equals("baton.lock"))
            .map(tag -> tag.getValue())
            .collect(Collectors.toSet());
    assertThat(values).hasSize(101).contains("family99", LockFamily.OTHER);
    assertThat(meters.getMeters())
        .flatExtracting(meter -> meter.getId().getTags())
        .extracting(tag -> tag.getValue())
        .noneMatch(value -> value.contains(name));
    assertThat(count("baton.hold", LockKey.LOCK, LockFamily.OTHER)).isEqualTo(50);
  }

  @Test
  void listener_calledByManyThreads_endsAllThatItBegins() throws Exception {
    int threads = 8;
    long each = 100;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Void>> done = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        DistributedLock mine = client.lock(name + i % 3);
        Callable<Void> turns =
            () -> {
              for (int turn = 0; turn < each; turn++) {
                mine.acquire().release();
              }
              return null;
            };
        done.add(pool.submit(turns));
      }
      for (Future<Void> one : done) {
        one.get(3, TimeUnit.MINUTES);
      }
    } finally {
      pool.shutdown();
    }

    assertThat(observations.open()).isZero();
    assertThat(count("baton.acquire", LockKey.OUTCOME, "acquired")).isEqualTo(threads * each);
    assertThat(count("baton.hold", LockKey.OUTCOME, "released")).isEqualTo(threads * each);
  }

  @Test
  void lease_thatNobodyReleases_isLostAtItsEnd() throws Exception {
    Lease lease =
        client
            .lock(
                name, LockOptions.defaults().leaseDuration(Duration.ofMillis(300)).autoRenew(false))
            .acquire();
    eventually().until(() -> count("baton.hold", LockKey.LOSS, "expired") == 1);

    assertThat(lease.isHeld()).isFalse();
  }

  private static String uri() {
    return RedisServer.shared().patientUri();
  }

  private long count(String meter, LockKey key, String value) {
    return meters.find(meter).tag(key.asString(), value).timers().stream()
        .mapToLong(Timer::count)
        .sum();
  }

  private List<LockContext> contexts(LockObservation observed) {
    List<LockContext> found = new ArrayList<>();
    assertThat(registry)
        .hasHandledContextsThatSatisfy(
            contexts -> {
              for (Observation.Context context : contexts) {
                if (context instanceof LockContext lock && lock.observed() == observed) {
                  found.add(lock);
                }
              }
            });
    return found;
  }
}
