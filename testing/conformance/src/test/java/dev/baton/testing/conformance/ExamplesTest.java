package dev.baton.testing.conformance;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.BackendException;
import dev.baton.Deadlock;
import dev.baton.DistributedLock;
import dev.baton.DistributedReadWriteLock;
import dev.baton.DistributedSemaphore;
import dev.baton.ElectionOptions;
import dev.baton.FailoverPolicy;
import dev.baton.LeaderElection;
import dev.baton.LeaderObserver.Leader;
import dev.baton.Lease;
import dev.baton.LeaseLostException;
import dev.baton.LocalLock;
import dev.baton.LockArgs;
import dev.baton.LockClient;
import dev.baton.LockListener;
import dev.baton.LockOptions;
import dev.baton.LockState;
import dev.baton.MultiLease;
import dev.baton.MultiLock;
import dev.baton.RedisLocks;
import dev.baton.ReleaseOutcome;
import dev.baton.jedis.JedisConnector;
import dev.baton.lettuce.LettuceConnector;
import dev.baton.testing.server.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;

/**
 * The examples of README.md and docs, compiled and run. What stands between {@code // tag::name}
 * and {@code // end::name} is what a document shows; {@link DocumentsTest} compares them.
 */
class ExamplesTest extends Contract {
  private final Ledger ledger = new Ledger();
  private LockClient locks;
  private DistributedLock lock;
  private ExecutorService threads;
  private String uri;

  @BeforeEach
  void connect() {
    uri = server.uri();
    locks = client();
    lock = locks.lock("order:42");
    threads = virtualThreads();
  }

  @AfterEach
  void end() {
    RedisLocks.setGlobalClient(null);
    threads.shutdown();
  }

  @Test
  void leaseTime_andRenewing_areTwoOptions() throws Exception {
    // tag::leaseTime
    LockOptions options = LockOptions.defaults();
    LockOptions asRedisson = options.leaseDuration(Duration.ofSeconds(10)).autoRenew(false);
    LockOptions bounded =
        options.leaseDuration(Duration.ofSeconds(10)).maxHold(Duration.ofMinutes(5));
    Optional<Lease> lease = locks.lock("order:42", bounded).tryAcquire(Duration.ofSeconds(3));
    // end::leaseTime
    assertThat(lease).isPresent();
    lease.get().release();
    assertThat(locks.lock("order:42", asRedisson).tryAcquire()).isPresent();
  }

  @Test
  void listener_isToldHowALockCame_andALookShowsWhoHasIt() throws Exception {
    List<String> waits = new CopyOnWriteArrayList<>();
    List<String> alarms = new CopyOnWriteArrayList<>();
    List<String> report = new ArrayList<>();
    // tag::listener
    LockClient client =
        LockClient.builder(uri)
            .listener(
                new LockListener() {
                  @Override
                  public void acquired(Acquired event) {
                    waits.add(event.lockName() + " " + event.way() + " after " + event.waited());
                  }

                  @Override
                  public void lost(Lost event) {
                    alarms.add(event.lockName() + ": " + event.reason());
                  }
                })
            .build();
    // end::listener
    try (client) {
      Lease lease = client.lock("order:42").acquire();
      assertThat(waits).singleElement().asString().startsWith("order:42 TAKEN after PT");
      Lease here = lock.tryAcquire().orElse(null);
      assertThat(here).isNull();
      lease.release();
      Lease mine = lock.acquire();
      // tag::local
      for (LocalLock local : locks.local()) {
        report.add(
            local.lockName() + ": " + local.holders() + " hold it, " + local.waiters() + " wait");
      }
      // end::local
      assertThat(report).containsExactly("order:42: 1 hold it, 0 wait");
      mine.release();
      assertThat(alarms).isEmpty();
    }
  }

  @Test
  void lock_heldForAWrite_isFreeAfterwards() throws Exception {
    // tag::lock
    try (LockClient locks = LockClient.connect(uri)) { // such as redis://localhost:6379
      DistributedLock lock = locks.lock("order:42");
      try (Lease lease = lock.acquire()) { // waits for its turn; tryAcquire() does not
        ledger.write("paid", lease.fencingToken()); // refused if a later holder has written
      } // released, or handed to the next in the queue
    }
    // end::lock
    assertThat(ledger.entries()).containsExactly("paid");
    assertThat(redis.get("order:42")).isNull();
  }

  @Test
  void functions_ofTheOriginal_keepTheirMeaning() throws Exception {
    RedisLocks.setGlobalClient(locks);
    // tag::functions
    String result = RedisLocks.redisLock("example_lock", () -> "done while holding the lock");

    String value = RedisLocks.acquireLock("example_lock");
    boolean locked = RedisLocks.isRedisLocked("example_lock"); // true
    boolean wrong = RedisLocks.releaseLock("example_lock", "wrong"); // false: the lock stays
    boolean right = RedisLocks.releaseLock("example_lock", value); // true
    // end::functions
    assertThat(result).isEqualTo("done while holding the lock");
    assertThat(locked).isTrue();
    assertThat(wrong).isFalse();
    assertThat(right).isTrue();
    assertThat(RedisLocks.isRedisLocked("example_lock")).isFalse();
  }

  @Test
  void quorum_ofThreeServers_holdsTheLockOnAMajority() throws Exception {
    String one = keep(RedisServer.start()).uri();
    String two = keep(RedisServer.start()).uri();
    String three = keep(RedisServer.start()).uri();
    // tag::quorum
    try (LockClient quorum =
            LockClient.quorum(
                LettuceConnector.of(one), LettuceConnector.of(two), LettuceConnector.of(three));
        Lease lease = quorum.lock("order:42").acquire()) {
      ledger.write("paid", lease.fencingToken());
    }
    // end::quorum
    assertThat(ledger.entries()).containsExactly("paid");
  }

  @Test
  void failover_policy_isAnOptionOfTheLock() throws Exception {
    // tag::failover
    LockOptions safe = LockOptions.defaults().failover(FailoverPolicy.quarantine());
    DistributedLock lock = locks.lock("order:42", safe);
    // end::failover
    assertThat(lock.options().failover()).isEqualTo(FailoverPolicy.quarantine());
  }

  @Test
  void functions_withArguments_setTheKeysLifetimeAndValue() throws Exception {
    // tag::arguments
    LockArgs args =
        LockArgs.defaults()
            .client(locks) // instead of the global one
            .lockValue("batch-7") // instead of a random UUID
            .timeout(Duration.ofSeconds(90)) // the key's lifetime; without it: for ever
            .betweenChecks(Duration.ofMillis(50)); // how soon another library's release is seen
    RedisLocks.redisLock("nightly", () -> ledger.write("nightly"), args);
    // end::arguments
    String value = RedisLocks.acquireLock("nightly", args);
    assertThat(ledger.entries()).containsExactly("nightly");
    assertThat(redis.get("nightly")).isEqualTo(value).isEqualTo("batch-7");
    assertThat(redis.number("PTTL", "nightly")).isBetween(1L, 90_000L);
  }

  @Test
  void lock_byItsToken_isRenewedAndReleasedElsewhere() throws Exception {
    DistributedLock lock = lock("import");
    LockClient locks = client();
    // tag::token
    LockOptions job =
        LockOptions.defaults()
            .leaseDuration(Duration.ofMinutes(1))
            .autoRenew(false) // nobody's process stays
            .ownerToken("job-7"); // never used before
    locks.lock("import", job).acquire();
    // in another process, which knows the token
    boolean ours = lock.renew("job-7", Duration.ofMinutes(5));
    boolean done = lock.release("job-7");
    // end::token
    assertThat(ours).isTrue();
    assertThat(done).isTrue();
  }

  @Test
  void shortJob_heldAtLeast_runsOnce() {
    LockClient locks = client();
    for (int host = 1; host <= 2; host++) {
      // tag::atLeast
      LockOptions daily = LockOptions.defaults().holdAtLeast(Duration.ofMinutes(1));
      locks.lock("daily-report", daily).tryAcquire().ifPresent(lease -> report(lease));
      // end::atLeast
    }
    assertThat(ledger.entries()).containsExactly("daily-report");
  }

  private void report(Lease lease) {
    try (lease) {
      ledger.write("daily-report", lease.fencingToken());
    }
  }

  @Test
  void shutdown_ofTheWorkFirst_leavesNothingHeld() throws Exception {
    LockClient client = LockClient.connect(uri);
    ExecutorService workers = Executors.newSingleThreadExecutor();
    workers.execute(
        () -> {
          try (Lease lease = client.lock("order:42").acquire()) {
            ledger.write("paid", lease.fencingToken());
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    // tag::shutdown
    workers.shutdown(); // no new work
    if (!workers.awaitTermination(5, SECONDS)) {
      workers.shutdownNow(); // interrupts those who wait for a lock, and those who work
    }
    client.close(); // who works yet does so without the lock
    // end::shutdown
    assertThat(redis.get("order:42")).isNull();
  }

  @Test
  void client_closedAtExit_isClosedBeforeByItsUser() throws Exception {
    // tag::atExit
    LockClient client = LockClient.builder(uri).releaseAtExit(Duration.ofSeconds(5)).build();
    // end::atExit
    client.lock("order:42").acquire();
    client.close();
    assertThat(redis.get("order:42")).isNull();
  }

  @Test
  void client_withAPrefix_hasItsKeysBehindIt() throws Exception {
    // tag::prefix
    LockClient team = LockClient.builder(uri).prefix("team1:").build(); // or ?prefix=team1:
    DistributedLock lock = team.lock("order:42"); // the key team1:order:42
    // end::prefix
    keep(team);
    Lease lease = lock.acquire();
    assertThat(redis.get("team1:order:42")).isEqualTo(lease.ownerToken());
  }

  @Test
  void client_inTheBackground_connects() {
    // tag::background
    LockClient client = LockClient.builder(uri).connectInBackground().build(); // returns at once
    // end::background
    keep(client);
    eventually()
        .ignoreExceptionsInstanceOf(BackendException.class)
        .until(client.lock("k")::inspect, state -> state.holder().isEmpty());
  }

  @Test
  void client_built_hasItsSettings() throws Exception {
    // tag::connect
    LockClient client =
        LockClient.builder(uri)
            .application("billing") // who it is, in every owner token
            .defaultOptions(LockOptions.defaults().leaseDuration(Duration.ofSeconds(10)))
            .build();
    // end::connect
    keep(client);
    try (Lease lease = client.lock("order:42").acquire()) {
      assertThat(lease.ownerToken()).startsWith("billing@");
      assertThat(lease.remaining()).isLessThanOrEqualTo(Duration.ofSeconds(10));
    }
  }

  @Test
  void lettuceClient_ofTheApplication_staysOpen() throws Exception {
    // tag::lettuce
    var lettuce = io.lettuce.core.RedisClient.create(uri); // the application's own
    try (LockClient locks = LockClient.builder(LettuceConnector.of(lettuce)).build()) {
      locks.lock("order:42").call(lease -> ledger.write("paid", lease.fencingToken()));
    }
    lettuce.shutdown(); // Baton left it open
    // end::lettuce
    assertThat(ledger.entries()).containsExactly("paid");
  }

  @Test
  void jedisPool_ofTheApplication_staysOpen() throws Exception {
    // tag::jedis
    RedisClient jedis = RedisClient.create(uri); // the application's own
    try (LockClient locks = LockClient.builder(JedisConnector.of(jedis.getPool())).build()) {
      locks.lock("order:42").call(lease -> ledger.write("paid", lease.fencingToken()));
    }
    jedis.close(); // Baton left it open
    // end::jedis
    assertThat(ledger.entries()).containsExactly("paid");
  }

  @Test
  void options_ofALock_areThoseOfItsLeases() throws Exception {
    // tag::options
    LockOptions options =
        LockOptions.defaults()
            .leaseDuration(Duration.ofSeconds(10)) // how long others wait if this process dies
            .maxHold(Duration.ofMinutes(5)); // the end, however well the work goes
    DistributedLock report = locks.lock("report", options);
    // end::options
    try (Lease lease = report.acquire()) {
      assertThat(lease.remaining()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
    }
    assertThat(report.options().autoRenew()).isTrue();
  }

  @Test
  void lock_strictlyFifo_hasAPlaceForEachWaiter() throws Exception {
    // tag::strict
    LockOptions strict = LockOptions.defaults().strictFifo(true); // first come, first served
    DistributedLock counter = locks.lock("counter:3", strict);
    // end::strict
    Lease lease = counter.acquire();
    CompletableFuture<Lease> next = counter.acquireAsync().toCompletableFuture();
    eventually().until(() -> waiting(counter) == 1);
    lease.release();
    assertThat(get(next).ownerToken()).isNotEqualTo(lease.ownerToken());
    get(next).release();
  }

  @Test
  void lock_sticky_isKeptForTheNextTime() throws Exception {
    // tag::sticky
    LockOptions sticky = LockOptions.defaults().stickyFor(Duration.ofSeconds(5));
    DistributedLock shard = locks.lock("shard:7", sticky);
    for (String row : List.of("first", "second", "third")) {
      try (Lease lease = shard.acquire()) { // asks Redis the first time only
        ledger.write(row, lease.fencingToken());
      } // kept for up to 5 s; let go as soon as another process wants it
    }
    // end::sticky
    assertThat(ledger.entries()).containsExactly("first", "second", "third");
    assertThat(shard.isLocked()).isTrue();
    get(lock("shard:7").acquireAsync().toCompletableFuture()).release();
    assertThat(shard.isLocked()).isFalse();
  }

  @Test
  void lock_triedInEachWay_isHeldOrNot() throws Exception {
    lock.acquire();
    DistributedLock lock = locks.lock("order:42");
    // tag::try
    Optional<Lease> now = lock.tryAcquire(); // one round trip, does not wait for the holder
    Optional<Lease> soon = lock.tryAcquire(Duration.ofMillis(50)); // empty if not free in time
    // end::try
    assertThat(now).isEmpty();
    assertThat(soon).isEmpty();
    locks.lock("order:42").release(redis.get("order:42"));
    // tag::wait
    try (Lease lease = lock.acquire(Duration.ofSeconds(2))) { // or a LockTimeoutException
      ledger.write("paid", lease.fencingToken());
    }
    // end::wait
    assertThat(ledger.entries()).containsExactly("paid");
  }

  @Test
  void transaction_insideTheLock_isCommittedBeforeTheRelease() throws Exception {
    // tag::transaction
    boolean committed =
        lock.call(
            lease -> { // the lock first, then the transaction
              try (Transaction transaction = ledger.begin()) {
                int paid = transaction.count("paid"); // what the holder before has committed
                transaction.write("paid " + (paid + 1), lease.fencingToken());
                return transaction.commit(); // refused if a later holder has committed
              }
            }); // and only then the release
    // end::transaction
    assertThat(committed).isTrue();
    assertThat(ledger.entries()).containsExactly("paid 1");
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void transaction_ofAnEarlierHolder_isRefusedAtItsCommit() throws Exception {
    Lease early = lock.acquire();
    early.release();
    try (Lease late = lock.acquire();
        Transaction transaction = ledger.begin()) {
      transaction.write("early", early.fencingToken());
      ledger.write("late", late.fencingToken());
      assertThat(transaction.commit()).isFalse();
    }
    assertThat(ledger.entries()).containsExactly("late");
  }

  @Test
  void work_called_isDoneUnderTheLock() throws Exception {
    // tag::call
    boolean written =
        lock.call(Duration.ofSeconds(2), lease -> ledger.write("paid", lease.fencingToken()));
    // end::call
    assertThat(written).isTrue();
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void lock_acquiredWithoutAThread_isReleasedWithoutOne() throws Exception {
    // tag::async
    CompletionStage<ReleaseOutcome> payment =
        lock.acquireAsync(Duration.ofSeconds(5))
            .thenComposeAsync( // on threads of yours: Baton's must not be blocked
                lease -> {
                  ledger.write("paid", lease.fencingToken());
                  return lease.releaseAsync();
                },
                threads);
    // end::async
    assertThat(get(payment.toCompletableFuture())).isEqualTo(ReleaseOutcome.RELEASED);
    assertThat(ledger.entries()).containsExactly("paid");
  }

  @Test
  void wait_cancelled_leavesTheQueue() throws Exception {
    lock.acquire();
    // tag::cancel
    CompletableFuture<Lease> wait = lock.acquireAsync().toCompletableFuture();
    wait.cancel(true); // leaves the queue; a grant that was under way is given back
    // end::cancel
    eventually().until(() -> waiting(lock) == 0);
    assertThat(wait).isCancelled();
  }

  @Test
  void work_underALostLock_stopsAtTheNextLook() throws Exception {
    Lease lease = lock.acquire();
    AtomicBoolean stop = new AtomicBoolean();
    Iterator<String> rows =
        Stream.of("first", "second", "third")
            .peek(row -> loseBefore("second", row, lease, stop))
            .iterator();
    // tag::lost
    lease.onLost(reason -> stop.set(true)); // deleted, overwritten, or not renewed in time
    while (rows.hasNext() && !stop.get()) {
      lease.ensureHeld(); // free: asks the local clock, throws LeaseLostException
      ledger.write(rows.next(), lease.fencingToken());
    }
    // end::lost
    assertThat(stop).isTrue();
    assertThat(ledger.entries()).containsExactly("first");
    assertThatThrownBy(lease::ensureHeld).hasMessageContaining("somebody else's value");
  }

  /** Has another take the lock before one of the rows, and the lease find out and tell. */
  private void loseBefore(String fatal, String row, Lease lease, AtomicBoolean told) {
    if (row.equals(fatal)) {
      redis.send("SET", lease.lockName(), "somebody else");
      assertThatThrownBy(() -> lease.renew(Duration.ofSeconds(30)))
          .isInstanceOf(LeaseLostException.class);
      eventually().untilTrue(told);
    }
  }

  @Test
  void receiver_thatChecksTheFence_refusesAnEarlierHolder() throws Exception {
    Lease earlier = lock.acquire();
    earlier.release();
    Lease later = lock.acquire();
    String guardedSet = DocumentsTest.resource("guarded-set.lua");
    assertThat(guarded(guardedSet, later, "paid")).isEqualTo(1);
    assertThat(guarded(guardedSet, earlier, "open")).isZero();
    assertThat(guarded(guardedSet, later, "sent")).isEqualTo(1);
    assertThat(redis.get("{order:42}state")).isEqualTo("sent");
  }

  private long guarded(String script, Lease lease, String data) {
    String fence = Long.toString(lease.fencingToken());
    return redis.number("EVAL", script, "2", "{order:42}state", "{order:42}fence", fence, data);
  }

  @Test
  void javaLock_reentered_isFreeAfterTheLastUnlock() {
    // tag::java
    Lock jdk = lock.asJavaLock();
    jdk.lock();
    try {
      ledger.write("paid");
    } finally {
      jdk.unlock(); // LeaseLostException if the lock was lost meanwhile
    }
    // end::java
    assertThat(lock.isLocked()).isFalse();
    assertThat(ledger.entries()).containsExactly("paid");
  }

  @Test
  void readWriteLock_readByMany_isWrittenByOne() throws Exception {
    // tag::readWrite
    DistributedReadWriteLock prices = locks.readWriteLock("prices");
    try (Lease reading = prices.readLock().acquire()) { // others can read at the same time
      ledger.write("read", reading.fencingToken());
    }
    try (Lease writing = prices.writeLock().acquire()) { // nobody else reads or writes
      ledger.write("written", writing.fencingToken());
    }
    // end::readWrite
    assertThat(ledger.entries()).containsExactly("read", "written");
  }

  @Test
  void semaphore_permits_areTakenOneOrSeveralAtATime() throws Exception {
    // tag::semaphore
    DistributedSemaphore crawlers = locks.semaphore("crawlers", 8); // of all hosts together
    try (Lease permit = crawlers.acquire()) {
      ledger.write("fetched", permit.fencingToken());
    }
    try (Lease three = crawlers.withWeight(3).acquire()) { // all at once, or it waits
      ledger.write("fetched much", three.fencingToken());
    }
    // end::semaphore
    assertThat(ledger.entries()).containsExactly("fetched", "fetched much");
  }

  @Test
  void allOf_severalLocks_areHeldTogether() throws Exception {
    // tag::several
    MultiLock accounts = locks.allOf(locks.lock("account:1"), locks.lock("account:2"));
    try (MultiLease both = accounts.acquire(Duration.ofSeconds(10))) {
      ledger.write("taken", both.of("account:1").fencingToken());
      ledger.write("paid in", both.of("account:2").fencingToken());
    }
    // end::several
    assertThat(ledger.entries()).containsExactly("taken", "paid in");
  }

  @Test
  void election_candidate_leadsAndIsTold() throws Exception {
    BlockingQueue<String> jobs = new LinkedBlockingQueue<>(List.of("scheduled"));
    AtomicReference<Optional<String>> proxy = new AtomicReference<>(Optional.empty());
    // tag::elect
    ElectionOptions options = ElectionOptions.candidate("http://10.0.0.7:8080"); // told to all
    LeaderElection election =
        locks.elect(
            "scheduler",
            options,
            term -> { // on a thread of its own, which is interrupted when the term ends
              for (String job = jobs.take(); term.isCurrent(); job = jobs.take()) {
                ledger.write(job, term.term()); // refused if a later leader has written
              }
            }); // to return is to resign
    // end::elect
    eventually().until(() -> ledger.entries().contains("scheduled"));
    eventually().until(() -> election.leader().isPresent());
    // tag::leader
    Optional<Leader> leader = election.leader(); // one round trip; empty if nobody leads
    election.onChange(now -> proxy.set(now.map(Leader::candidate))); // now, then each change
    // end::leader
    assertThat(leader.map(Leader::candidate)).contains("http://10.0.0.7:8080");
    eventually().until(() -> proxy.get().isPresent());
    election.close();
  }

  @Test
  void sharing_readers_areTold() throws Exception {
    DistributedReadWriteLock config = locks.readWriteLock("config");
    Lease reading = config.readLock().acquire();
    // tag::sharing
    List<String> readers =
        config.writeLock().inspect().sharing().stream()
            .flatMap(sharing -> sharing.holders().stream())
            .map(one -> one.ownerToken() + " until in " + one.expiresIn())
            .toList();
    // end::sharing
    assertThat(readers)
        .singleElement()
        .asString()
        .startsWith(reading.ownerToken() + " until in PT");
    reading.release();
  }

  @Test
  void manyThreads_waiting_shareTwoConnections() throws Exception {
    List<Future<Boolean>> results = new ArrayList<>();
    // tag::threads
    Callable<Boolean> payment =
        () -> lock.call(lease -> ledger.write("paid", lease.fencingToken()));
    results.addAll(threads.invokeAll(Collections.nCopies(200, payment)));
    // end::threads
    for (Future<Boolean> result : results) {
      assertThat(result.get(SOON.toSeconds(), SECONDS)).isTrue();
    }
    assertThat(ledger.entries()).hasSize(200);
  }

  @Test
  void state_ofAHeldLock_namesHolderAndWaiters() throws Exception {
    Lease lease = lock.acquire();
    CompletableFuture<Lease> next = lock("order:42").acquireAsync().toCompletableFuture();
    eventually().until(() -> waiting(lock) == 1);
    // tag::inspect
    LockState state = lock.inspect(); // one round trip; out of date as soon as it is there
    String summary = state.holder().orElse("nobody") + ", waiting: " + state.waiters().size();
    // end::inspect
    assertThat(summary).isEqualTo(lease.ownerToken() + ", waiting: 1");
    LockClient locks = client();
    // tag::find
    Stream<LockState> held = locks.find("order:*"); // as SCAN matches names; a page at a time
    List<String> contended =
        held.filter(found -> found.waiting() > 0).map(LockState::name).toList();
    // end::find
    assertThat(contended).containsExactly("order:42");
    List<String> report = new ArrayList<>();
    // tag::deadlocks
    for (Deadlock deadlock : locks.deadlocks()) { // blocks: for operators
      for (Deadlock.Wait wait : deadlock.waits()) {
        report.add(wait.waiter() + " waits for " + wait.lock() + " behind " + wait.blocker());
      }
    }
    // end::deadlocks
    assertThat(report).isEmpty();
    lease.release();
    get(next).release();
  }

  /** JDK 21 and later have them; on 17 other threads stand in. */
  private static ExecutorService virtualThreads() {
    try {
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (ReflectiveOperationException e) {
      return Executors.newCachedThreadPool();
    }
  }

  /** What is to be guarded: it refuses whoever comes with a smaller fence than it has seen. */
  /** Shows nothing of what it writes before it is committed. */
  private static final class Transaction implements AutoCloseable {
    private final Ledger ledger;
    private String entry = "";
    private long fence;

    Transaction(Ledger ledger) {
      this.ledger = ledger;
    }

    int count(String beginning) {
      return (int) ledger.entries().stream().filter(each -> each.startsWith(beginning)).count();
    }

    void write(String written, long withFence) {
      entry = written;
      fence = withFence;
    }

    boolean commit() {
      return ledger.write(entry, fence);
    }

    @Override
    public void close() {
      entry = ""; // rolls back
    }
  }

  private static final class Ledger {
    private final ReentrantLock guard = new ReentrantLock();
    private final List<String> entries = new ArrayList<>();
    private long highest;

    Transaction begin() {
      return new Transaction(this);
    }

    boolean write(String entry) {
      guard.lock();
      try {
        return entries.add(entry);
      } finally {
        guard.unlock();
      }
    }

    boolean write(String entry, long fence) {
      guard.lock();
      try {
        if (fence < highest) {
          return false;
        }
        highest = fence;
        return entries.add(entry);
      } finally {
        guard.unlock();
      }
    }

    List<String> entries() {
      guard.lock();
      try {
        return List.copyOf(entries);
      } finally {
        guard.unlock();
      }
    }
  }
}
