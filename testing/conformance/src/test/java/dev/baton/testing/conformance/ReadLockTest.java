package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.DistributedLock;
import dev.baton.DistributedReadWriteLock;
import dev.baton.Lease;
import dev.baton.LeaseLostException;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.LockTimeoutException;
import dev.baton.LossReason;
import dev.baton.ReleaseOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Locks that many hold for reading, or one for writing. */
@Execution(ExecutionMode.CONCURRENT)
class ReadLockTest extends Contract {
  private static final LockOptions PATIENT = lease(SOON);

  /** Who wants a lock. */
  private enum Side {
    READ,
    WRITE
  }

  private DistributedLock read() {
    return client().readWriteLock("k", PATIENT).readLock();
  }

  private DistributedLock write() {
    return client().readWriteLock("k", PATIENT).writeLock();
  }

  private DistributedLock side(Side side) {
    return side == Side.READ ? read() : write();
  }

  /** One who waits, as the next in the queue. */
  private CompletableFuture<Lease> waiting(Side side) {
    DistributedLock any = lock("k");
    int before = waiting(any);
    CompletableFuture<Lease> waiter = side(side).acquireAsync().toCompletableFuture();
    eventually().until(() -> waiting(any) == before + 1);
    return waiter;
  }

  @Test
  void readers_ofSeveralProcesses_haveItTogether_andOneFence() throws Exception {
    Lease one = read().acquire();
    Lease two = read().acquire();
    Lease three = read().acquire();
    assertThat(List.of(one, two, three)).allMatch(Lease::isHeld);
    assertThat(List.of(two.fencingToken(), three.fencingToken())).containsOnly(one.fencingToken());
    assertThat(two.ownerToken()).isNotEqualTo(one.ownerToken());

    assertThat(one.release()).isEqualTo(ReleaseOutcome.RELEASED);
    assertThat(three.release()).isEqualTo(ReleaseOutcome.RELEASED);
    assertThat(write().tryAcquire()).isEmpty();
    assertThat(two.release()).isEqualTo(ReleaseOutcome.RELEASED);
    assertThat(lock("k").isLocked()).isFalse();
  }

  @Test
  void readLock_free_costsTwoCommands() throws Exception {
    read().acquire().release(); // the server knows the scripts
    DistributedLock lock = read();
    Map<String, Long> before = redis.commandCounts();
    lock.acquire().release();
    Map<String, Long> after = redis.commandCounts();
    assertThat(after.get("evalsha") - before.get("evalsha")).isEqualTo(2);
  }

  @Test
  void writer_waitsForAllWhoRead_andHasALargerFence() throws Exception {
    Lease one = read().acquire();
    Lease two = read().acquire();
    CompletableFuture<Lease> writer = waiting(Side.WRITE);
    one.release();
    assertThat(waiting(lock("k"))).isEqualTo(1);
    two.release();
    Lease writing = get(writer);
    assertThat(writing.fencingToken()).isGreaterThan(two.fencingToken());
    writing.release();
    try (Lease after = read().acquire()) {
      assertThat(after.fencingToken()).isGreaterThan(writing.fencingToken());
    }
  }

  @Test
  void reader_behindAWriterThatWaits_doesNotPassIt() throws Exception {
    Lease one = read().acquire();
    CompletableFuture<Lease> writer = waiting(Side.WRITE);
    assertThat(read().tryAcquire()).isEmpty();
    CompletableFuture<Lease> reader = waiting(Side.READ);
    one.release();
    Lease writing = get(writer);
    assertThat(reader).isNotDone();
    writing.release();
    get(reader).release();
  }

  @Test
  void readersInTheQueue_comeAlong_whenItIsTheTurnOfOne() throws Exception {
    Lease writing = write().acquire();
    List<CompletableFuture<Lease>> readers = new ArrayList<>();
    readers.add(waiting(Side.READ));
    CompletableFuture<Lease> second = waiting(Side.WRITE);
    readers.add(waiting(Side.READ));
    readers.add(waiting(Side.READ));
    writing.release();
    for (CompletableFuture<Lease> reader : readers) {
      assertThat(get(reader).fencingToken())
          .isGreaterThan(writing.fencingToken())
          .isEqualTo(get(readers.get(0)).fencingToken());
    }
    assertThat(second).isNotDone();
    for (CompletableFuture<Lease> reader : readers) {
      get(reader).release();
    }
    get(second).release();
  }

  @Test
  void strictReader_waitsForItsOwnTurn() throws Exception {
    Lease writing = write().acquire();
    CompletableFuture<Lease> first = waiting(Side.READ);
    CompletableFuture<Lease> second = waiting(Side.WRITE);
    CompletableFuture<Lease> strict =
        client()
            .readWriteLock("k", PATIENT.strictFifo(true))
            .readLock()
            .acquireAsync()
            .toCompletableFuture();
    eventually().until(() -> waiting(lock("k")) == 3);
    writing.release();
    get(first).release();
    Lease next = get(second);
    assertThat(strict).isNotDone();
    next.release();
    get(strict).release();
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void foreignLock_excludesBoth_andIsExcludedByBoth(Side side) throws Exception {
    redis.send("SET", "k", "theirs", "NX", "PX", "60000");
    assertThat(side(side).tryAcquire()).isEmpty();
    redis.send("DEL", "k");
    Lease lease = side(side).acquire();
    assertThat(redis.send("SET", "k", "theirs", "NX")).isNull();
    assertThat(lock("k").tryAcquire()).isEmpty();
    lease.release();
    assertThat(redis.send("SET", "k", "theirs", "NX")).isEqualTo("OK");
  }

  @Test
  void plainLock_excludesReaders() throws Exception {
    Lease plain = lock("k").acquire();
    assertThat(read().tryAcquire()).isEmpty();
    assertThatThrownBy(() -> read().acquire(Duration.ofSeconds(1)))
        .isInstanceOf(LockTimeoutException.class)
        .hasMessageMatching(".*; held by java on [^ ]+ \\(\\d+\\)");
    eventually().until(() -> waiting(lock("k")) == 0); // it leaves the queue in the background
    CompletableFuture<Lease> reader = waiting(Side.READ);
    plain.release();
    get(reader).release();
  }

  @Test
  void writer_thatGivesUp_letsThoseBehindPass() throws Exception {
    Lease one = read().acquire();
    CompletableFuture<Lease> writer = waiting(Side.WRITE);
    CompletableFuture<Lease> reader = waiting(Side.READ);
    writer.cancel(true);
    get(reader).release();
    one.release();
    assertThat(lock("k").inspect().waiters()).isEmpty();
    assertThat(lock("k").isLocked()).isFalse();
  }

  @Test
  void share_longerThanItsLease_staysHeld_andOthersOfItEndByThemselves() throws Exception {
    DistributedLock shortly = client().readWriteLock("k", leaseOfMillis(9_000)).readLock();
    Lease renewed = shortly.acquire();
    Lease left =
        client().readWriteLock("k", leaseOfMillis(300).autoRenew(false)).readLock().acquire();
    CompletableFuture<LossReason> told = left.lost().toCompletableFuture();
    assertThat(get(told)).isEqualTo(LossReason.EXPIRED);
    CompletableFuture<Lease> writer = waiting(Side.WRITE);
    double firstEnd = endOf(renewed);
    eventually().until(() -> endOf(renewed) >= firstEnd + 9_000); // it lasts longer than a lease
    assertThat(renewed.isHeld()).isTrue();
    assertThat(writer).isNotDone();
    renewed.release();
    get(writer).release();
  }

  /** When the lease of one who shares the lock ends, in ms, as the server has it. */
  private double endOf(Lease share) throws Exception {
    return Double.parseDouble(String.valueOf(redis.send("ZSCORE", "k", share.ownerToken())));
  }

  @Test
  void share_keyDeleted_isToldToAllWhoHaveIt() throws Exception {
    LockOptions shortly = leaseOfMillis(6_000);
    Lease one = client().readWriteLock("k", shortly).readLock().acquire();
    Lease two = client().readWriteLock("k", shortly).readLock().acquire();
    redis.send("DEL", "k");
    assertThat(get(one.lost().toCompletableFuture())).isEqualTo(LossReason.DELETED);
    assertThat(get(two.lost().toCompletableFuture())).isEqualTo(LossReason.DELETED);
    assertThat(one.release()).isEqualTo(ReleaseOutcome.ALREADY_LOST);
  }

  @Test
  void share_releasedByItsToken_isToldToItsHolder_andToNobodyElse() throws Exception {
    Lease one = read().acquire();
    Lease two = read().acquire();
    CompletableFuture<LossReason> told = one.lost().toCompletableFuture();
    CompletableFuture<Lease> writer = waiting(Side.WRITE);
    assertThat(read().release(one.ownerToken())).isTrue();
    assertThat(get(told)).isEqualTo(LossReason.DELETED);
    assertThat(read().release(one.ownerToken())).isFalse();
    assertThat(two.isHeld()).isTrue();
    assertThat(writer).isNotDone();
    two.release();
    get(writer).release();
  }

  @Test
  void share_renewedByItsToken_lastsLonger() throws Exception {
    Lease one =
        client()
            .readWriteLock("k", lease(Duration.ofSeconds(30)).autoRenew(false))
            .readLock()
            .acquire();
    assertThat(read().renew(one.ownerToken(), Duration.ofMinutes(5))).isTrue();
    assertThat(lock("k").inspect().expiresIn().orElseThrow()).isGreaterThan(Duration.ofMinutes(4));
    assertThat(read().renew("app@host:1/none.1*1", Duration.ofMinutes(5))).isFalse();
    one.release();
  }

  @Test
  void writerAtTheHead_killed_doesNotKeepReadersOut() throws Exception {
    Lease one = read().acquire();
    try (ChildProcess child = child("acquire", "k")) {
      eventually().until(() -> waiting(lock("k")) == 1);
      child.kill();
    }
    Lease two = read().acquire();
    assertThat(one.isHeld()).isTrue();
    two.release();
    one.release();
  }

  @Test
  void holders_areTold_oneOfThem() throws Exception {
    Lease one = read().acquire();
    assertThat(lock("k").inspect().holder()).contains(one.ownerToken());
    assertThat(lock("k").inspect().fencingToken()).contains(one.fencingToken());
    one.release();
    assertThat(lock("k").inspect().holder()).isEmpty();
  }

  @Test
  void threadsOfAProcess_readTogether_withoutACommand() throws Exception {
    DistributedLock lock = read();
    eventually().until(() -> readsTogether(lock)); // once it can hear who wants to write
    Lease one = lock.acquire();
    Map<String, Long> before = redis.commandCounts();
    for (int i = 0; i < 100; i++) {
      lock.acquire().release();
      get(lock.acquireAsync().toCompletableFuture()).release();
    }
    Map<String, Long> after = redis.commandCounts();
    assertThat(after.get("evalsha")).isEqualTo(before.get("evalsha"));
    one.release();
    assertThat(lock("k").isLocked()).isFalse();
  }

  private static boolean readsTogether(DistributedLock lock) {
    try (Lease one = get(lock.acquireAsync().toCompletableFuture());
        Lease two = get(lock.acquireAsync().toCompletableFuture())) {
      return one.ownerToken().equals(two.ownerToken());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void writer_amongEndlessReadersOfTwoProcesses_isServed() throws Exception {
    DistributedLock here = read();
    DistributedLock there = read();
    AtomicBoolean over = new AtomicBoolean();
    List<CompletableFuture<Void>> readers = new ArrayList<>();
    for (DistributedLock lock : List.of(here, here, here, there, there, there)) {
      readers.add(
          inBackground(
              () -> {
                while (!over.get()) { // somebody reads at any time
                  try (Lease lease = lock.acquire()) {
                    lease.ensureHeld();
                    Thread.sleep(20);
                  }
                }
                return null;
              }));
    }
    long last = 0;
    for (int i = 0; i < 5; i++) {
      try (Lease writing = get(write().acquireAsync().toCompletableFuture())) {
        assertThat(writing.fencingToken()).isGreaterThan(last);
        last = writing.fencingToken();
      }
    }
    over.set(true);
    for (CompletableFuture<Void> reader : readers) {
      get(reader);
    }
    assertThat(lock("k").isLocked()).isFalse();
  }

  @Test
  void writer_wantsTheLock_noThreadBeginsToRead_butOneThatReads() throws Exception {
    DistributedLock lock = read();
    Lease one = lock.acquire();
    Lease two = lock.acquire();
    CompletableFuture<Lease> writer = waiting(Side.WRITE);
    CompletableFuture<Lease> async = lock.acquireAsync().toCompletableFuture();
    eventually().until(() -> waiting(lock("k")) == 2);
    assertThat(lock.acquire(Duration.ofSeconds(30)).release()).isEqualTo(ReleaseOutcome.RELEASED);
    assertThat(async).isNotDone();
    one.release();
    two.release();
    get(writer).release();
    get(async).release();
  }

  @Test
  void stickyReader_keepsItsShare_untilAWriterTries() throws Exception {
    DistributedLock sticky = client().readWriteLock("k", PATIENT.stickyFor(SOON)).readLock();
    sticky.acquire().release();
    assertThat(lock("k").isLocked()).isTrue();
    Map<String, Long> before = redis.commandCounts();
    for (int i = 0; i < 100; i++) {
      sticky.acquire().release();
    }
    Map<String, Long> after = redis.commandCounts();
    assertThat(after.get("evalsha")).isEqualTo(before.get("evalsha"));
    eventually().until(() -> write().tryAcquire().map(Lease::release).isPresent());
    assertThat(read().tryAcquire().map(Lease::release)).isPresent();
  }

  @Test
  void stickyReader_whoReads_isWaitedFor() throws Exception {
    Lease reading = client().readWriteLock("k", PATIENT.stickyFor(SOON)).readLock().acquire();
    try (LockClient trying = client()) { // once it is closed, nothing of the try is under way
      assertThat(trying.lock("k").tryAcquire()).isEmpty();
    }
    CompletableFuture<Lease> writer = waiting(Side.WRITE);
    assertThat(read().tryAcquire()).isEmpty();
    reading.release();
    get(writer).release();
  }

  @Test
  void downgrade_letsReadersIn_butNoWriterBetween() throws Exception {
    DistributedReadWriteLock both = client().readWriteLock("k", PATIENT);
    Lease writing = both.writeLock().acquire();
    CompletableFuture<Lease> reader = waiting(Side.READ);
    CompletableFuture<Lease> writer = waiting(Side.WRITE);
    CompletableFuture<Lease> later = waiting(Side.READ);
    Lease reading = both.downgrade(writing);

    assertThat(reading.fencingToken()).isGreaterThan(writing.fencingToken());
    assertThat(get(reader).fencingToken()).isEqualTo(reading.fencingToken());
    assertThat(get(later).fencingToken()).isEqualTo(reading.fencingToken());
    assertThat(writer).isNotDone();
    get(reader).release();
    get(later).release();
    assertThat(waiting(lock("k"))).isEqualTo(1);
    reading.release();
    assertThat(get(writer).fencingToken()).isGreaterThan(reading.fencingToken());
    get(writer).release();
  }

  @Test
  void downgrade_aWriterWaitsFirst_readersBehindItStay() throws Exception {
    DistributedReadWriteLock both = client().readWriteLock("k", PATIENT);
    Lease writing = both.writeLock().acquire();
    CompletableFuture<Lease> writer = waiting(Side.WRITE);
    CompletableFuture<Lease> reader = waiting(Side.READ);
    Lease reading = both.downgrade(writing);

    assertThat(writer).isNotDone();
    assertThat(reader).isNotDone();
    assertThat(read().tryAcquire()).isEmpty();
    reading.release();
    get(writer).release();
    get(reader).release();
  }

  @Test
  void downgrade_ofALostLease_holdsNothing() throws Exception {
    DistributedReadWriteLock both = client().readWriteLock("k", PATIENT);
    Lease writing = both.writeLock().acquire();
    redis.send("DEL", "k");
    assertThatThrownBy(() -> both.downgrade(writing)).isInstanceOf(LeaseLostException.class);
    assertThat(lock("k").isLocked()).isFalse();
  }

  @Test
  void options_thatCannotBeShared_areRefused() {
    LockOptions defaults = LockOptions.defaults();
    for (LockOptions options :
        List.of(
            defaults.ownerToken("mine"),
            defaults.neverExpires(),
            defaults.holdAtLeast(Duration.ofSeconds(1)),
            defaults.stickyFor(SOON).maxHold(SOON))) {
      assertThatThrownBy(() -> client().readWriteLock("k", options))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("a lock that is shared cannot have ");
    }
  }
}
