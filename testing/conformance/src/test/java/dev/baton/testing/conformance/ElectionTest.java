package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.DistributedLock;
import dev.baton.ElectionOptions;
import dev.baton.LeaderElection;
import dev.baton.LeaderElection.Reason;
import dev.baton.LeaderObserver;
import dev.baton.LeaderObserver.Leader;
import dev.baton.Leadership;
import dev.baton.Lease;
import dev.baton.LockClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** One of several candidates leads, in turn, and all can know who. */
@Execution(ExecutionMode.CONCURRENT)
class ElectionTest extends Contract {

  /** What a candidate was told. */
  private record Told(String what, Leadership leadership) {}

  private static final class Log implements LeaderElection.Listener {
    final BlockingQueue<Told> told = new LinkedBlockingQueue<>();

    @Override
    public void elected(Leadership leadership) {
      told.add(new Told("elected", leadership));
    }

    @Override
    public void deposed(Leadership leadership, Reason why) {
      told.add(new Told(why.name(), leadership));
    }

    Leadership next(String what) throws InterruptedException {
      Told next = told.poll(SOON.toSeconds(), TimeUnit.SECONDS);
      assertThat(next).isNotNull();
      assertThat(next.what).isEqualTo(what);
      return next.leadership;
    }
  }

  private LeaderElection candidate(String says, LeaderElection.Listener listener) {
    return keep(client().elect("boss", ElectionOptions.candidate(says), listener));
  }

  private LeaderElection worker(String says, LeaderElection.Work work) {
    return keep(client().elect("boss", ElectionOptions.candidate(says), work));
  }

  private void awaitWaiting(int candidates) {
    DistributedLock lock = client().lock("boss");
    eventually().until(() -> waiting(lock) == candidates);
  }

  private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T next = queue.poll(SOON.toSeconds(), TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return next;
  }

  @Test
  void candidate_alone_leadsAndSaysSo() throws Exception {
    Log log = new Log();
    LeaderElection election = candidate("host one, port 8080", log);
    Leadership term = log.next("elected");

    assertThat(election.isLeader()).isTrue();
    assertThat(term.isCurrent()).isTrue();
    eventually().until(() -> election.leader().isPresent());
    Leader leader = election.leader().orElseThrow();
    assertThat(leader.candidate()).isEqualTo("host one, port 8080");
    assertThat(leader.term()).isEqualTo(term.term());
    assertThat(leader.ownerToken()).isEqualTo(redis.get("boss"));
    assertThat(client().observe("boss").leader().map(Leader::term)).contains(term.term());
  }

  @Test
  void leader_resigns_isFollowedByTheNextAndAsksAgain() throws Exception {
    Log one = new Log();
    Log two = new Log();
    candidate("one", one);
    Leadership first = one.next("elected");
    candidate("two", two);
    awaitWaiting(1);
    first.resign();
    one.next("RESIGNED");
    Leadership second = two.next("elected");
    assertThat(second.term()).isGreaterThan(first.term());
    assertThat(first.isCurrent()).isFalse();
    awaitWaiting(1);
    second.resign();
    assertThat(one.next("elected").term()).isGreaterThan(second.term());
  }

  @Test
  void work_untilItReturns_isATerm() throws Exception {
    BlockingQueue<Leadership> terms = new LinkedBlockingQueue<>();
    CountDownLatch go = new CountDownLatch(1);
    keep(
        client()
            .elect(
                "boss",
                ElectionOptions.candidate("worker"),
                leadership -> {
                  terms.add(leadership);
                  go.await();
                }));
    Leadership first = terms.poll(SOON.toSeconds(), TimeUnit.SECONDS);
    go.countDown();
    Leadership second = terms.poll(SOON.toSeconds(), TimeUnit.SECONDS);
    assertThat(second.term()).isGreaterThan(first.term());
    assertThat(first.isCurrent()).isFalse();
  }

  @Test
  void leader_closed_isInterruptedAndHandsOver() throws Exception {
    CompletableFuture<Boolean> working = new CompletableFuture<>();
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    LeaderElection first =
        client()
            .elect(
                "boss",
                ElectionOptions.candidate("one"),
                leadership -> {
                  working.complete(true);
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    interrupted.complete(leadership.isCurrent());
                  }
                });
    get(working);
    Log two = new Log();
    candidate("two", two);
    awaitWaiting(1);
    first.close();
    assertThat(interrupted).isCompletedWithValue(false);
    two.next("elected");
  }

  @Test
  void onlooker_eachChange_isToldIt() throws Exception {
    BlockingQueue<Optional<String>> seen = new LinkedBlockingQueue<>();
    keep(client().observe("boss")).onChange(who -> seen.add(who.map(Leader::candidate)));
    List<Optional<String>> all = new ArrayList<>();
    all.add(seen.poll(SOON.toSeconds(), TimeUnit.SECONDS));
    Log log = new Log();
    LeaderElection one = candidate("one", log);
    log.next("elected");
    all.add(seen.poll(SOON.toSeconds(), TimeUnit.SECONDS));
    one.close();
    all.add(seen.poll(SOON.toSeconds(), TimeUnit.SECONDS));
    assertThat(all).containsExactly(Optional.empty(), Optional.of("one"), Optional.empty());
  }

  @Test
  void candidates_many_leadOneAtATimeWithRisingTerms() throws Exception {
    AtomicInteger leading = new AtomicInteger();
    BlockingQueue<Long> terms = new LinkedBlockingQueue<>();
    BlockingQueue<Integer> together = new LinkedBlockingQueue<>();
    for (int i = 0; i < 3; i++) {
      LockClient client = client();
      for (int k = 0; k < 2; k++) {
        keep(
            client.elect(
                "boss",
                ElectionOptions.candidate("any"),
                term -> {
                  together.add(leading.incrementAndGet());
                  assertThat(term.isCurrent()).isTrue();
                  terms.add(term.term());
                  leading.decrementAndGet();
                }));
      }
    }
    long last = 0;
    for (int i = 0; i < 60; i++) {
      long term = next(terms);
      assertThat(term).isGreaterThan(last);
      last = term;
    }
    assertThat(together).containsOnly(1);
  }

  @Test
  void leadership_betweenThree_goesRound() throws Exception {
    BlockingQueue<String> leaders = new LinkedBlockingQueue<>();
    DistributedLock lock = client().lock("boss");
    for (String each : List.of("one", "two", "three")) {
      worker(
          each,
          term -> {
            leaders.add(each);
            // not before the others are in line behind
            eventually().until(() -> waiting(lock) == 2);
          });
    }
    List<String> round = List.of(next(leaders), next(leaders), next(leaders));
    assertThat(round).containsExactlyInAnyOrder("one", "two", "three");
    assertThat(List.of(next(leaders), next(leaders), next(leaders))).isEqualTo(round);
  }

  @Test
  void handOver_onResign_isOnePushAndNoPoll() throws Exception {
    Log one = new Log();
    Log two = new Log();
    candidate("one", one);
    Leadership leads = one.next("elected");
    candidate("two", two);
    Log next = two;
    Log before = one;
    LeaderObserver observer = keep(client().observe("boss"));
    DistributedLock lock = client().lock("boss");
    long least = Long.MAX_VALUE;
    // A busy machine now and then has a candidate ask once more, but not every time.
    for (int i = 0; i < 20 && least > 0; i++) {
      eventually().until(() -> waiting(lock) == 1);
      Map<String, Long> counts = redis.commandCounts();
      leads.resign();
      leads = next.next("elected");
      before.next("RESIGNED");
      Leadership now = leads;
      Log swap = next;
      next = before;
      before = swap;
      eventually()
          .until(() -> observer.leader().filter(leader -> leader.term() == now.term()).isPresent());
      Map<String, Long> after = redis.commandCounts();
      // Who listens was asked once, and the queue was served once: no candidate asked in vain.
      long asked =
          grown(counts, after, "pubsub", "pubsub|shardnumsub", "pubsub|numsub") // by the release
              + grown(counts, after, "zpopmin")
              - 2;
      assertThat(asked).isNotNegative();
      least = Math.min(least, asked);
    }
    assertThat(least).as("more than are needed, at best").isZero();
  }

  private static long grown(Map<String, Long> before, Map<String, Long> after, String... names) {
    long sum = 0;
    for (String name : names) {
      sum += after.getOrDefault(name, 0L) - before.getOrDefault(name, 0L);
    }
    return sum;
  }

  @Test
  void next_whileTheOneBeforeStops_doesNotLeadYet() throws Exception {
    BlockingQueue<String> order = new LinkedBlockingQueue<>();
    Log two = new Log();
    LeaderElection first =
        keep(
            client()
                .elect(
                    "boss",
                    // time to stop: 20 s
                    ElectionOptions.candidate("one").leaseDuration(Duration.ofMinutes(1)),
                    term -> {
                      order.add("leads");
                      try {
                        new CountDownLatch(1).await();
                      } finally {
                        assertThat(two.told.poll(1, TimeUnit.SECONDS)).isNull();
                        order.add("stopped");
                      }
                    }));
    assertThat(next(order)).isEqualTo("leads");
    candidate("two", two);
    awaitWaiting(1);
    first.leadership().orElseThrow().resign();
    two.next("elected");
    assertThat(order).containsExactly("stopped");
  }

  @Test
  void work_thatIgnoresItsInterrupt_isLeftBehindByATermThatIsLarger() throws Exception {
    BlockingQueue<Leadership> terms = new LinkedBlockingQueue<>();
    CountDownLatch enough = new CountDownLatch(1);
    keep(
        client()
            .elect(
                "boss",
                ElectionOptions.candidate("one").leaseDuration(Duration.ofSeconds(3)),
                term -> {
                  terms.add(term);
                  while (enough.getCount() > 0) {
                    try {
                      enough.await();
                    } catch (InterruptedException e) {
                      // goes on all the same
                    }
                  }
                }));
    Leadership first = next(terms);
    Log two = new Log();
    candidate("two", two);
    awaitWaiting(1);
    first.resign();
    Leadership second = two.next("elected");
    assertThat(first.isCurrent()).isFalse();
    assertThat(second.term()).isGreaterThan(first.term());
    second.resign(); // and nobody is there: the first still works, and is no candidate meanwhile
    assertThat(two.next("RESIGNED")).isSameAs(second);
    Leadership third = two.next("elected");
    enough.countDown();
    awaitWaiting(1);
    third.resign();
    assertThat(next(terms).term()).isGreaterThan(third.term());
  }

  @Test
  void work_thatThrows_endsItsTermAndTheCandidateLeadsAgain() throws Exception {
    BlockingQueue<Leadership> terms = new LinkedBlockingQueue<>();
    worker(
        "one",
        term -> {
          terms.add(term);
          throw new IllegalStateException("meant for this test");
        });
    long first = next(terms).term();
    long second = next(terms).term();
    assertThat(second).isGreaterThan(first);
    assertThat(next(terms).term()).isGreaterThan(second);
  }

  @Test
  void client_closed_tellsItsOwnListenerAndHandsOver() throws Exception {
    Log one = new Log();
    LockClient client = adapter.connect(address());
    client.elect("boss", ElectionOptions.candidate("one"), one);
    one.next("elected");
    Log two = new Log();
    candidate("two", two);
    awaitWaiting(1);
    client.close();
    assertThat(one.told.remove().what()).as("told when close() returns").isEqualTo("CLOSED");
    two.next("elected");
  }

  @Test
  void election_closedInItsOwnCallback_doesNotWaitForItself() throws Exception {
    CompletableFuture<LeaderElection> own = new CompletableFuture<>();
    CompletableFuture<Boolean> closed = new CompletableFuture<>();
    own.complete(
        worker(
            "one",
            term -> {
              get(own).close();
              closed.complete(term.isCurrent());
            }));
    assertThat(get(closed)).isFalse();
    Log two = new Log();
    candidate("two", two);
    two.next("elected");
    assertThat(redis.get("boss")).isNotNull();
  }

  @Test
  void candidate_closedWhileItWaits_leavesNothing() throws Exception {
    Log one = new Log();
    LeaderElection leads = candidate("one", one);
    Leadership term = one.next("elected");
    Log two = new Log();
    LeaderElection waits = candidate("two", two);
    awaitWaiting(1);
    waits.close();
    waits.close();
    awaitWaiting(0);
    term.resign();
    one.next("RESIGNED");
    one.next("elected");
    assertThat(two.told).isEmpty();
    leads.close();
    one.next("CLOSED");
    assertThat(redis.get("boss")).isNull();
  }

  @Test
  void data_flushed_deposesTheLeaderWhoLeadsAgain() throws Exception {
    Log one = new Log();
    LeaderElection election =
        keep(
            client()
                .elect(
                    "boss",
                    ElectionOptions.candidate("one").leaseDuration(Duration.ofSeconds(6)),
                    one));
    Leadership first = one.next("elected");
    eventually().until(() -> election.leader().isPresent());
    redis.send("FLUSHALL");
    one.next("LOST");
    assertThat(first.isCurrent()).isFalse();
    assertThat(one.next("elected").term()).isGreaterThan(first.term());
    eventually().until(() -> election.leader().isPresent());
  }

  @Test
  void lock_takenByAnother_deposesTheLeader() throws Exception {
    Log one = new Log();
    keep(
        client()
            .elect(
                "boss",
                ElectionOptions.candidate("one").leaseDuration(Duration.ofSeconds(6)),
                one));
    one.next("elected");
    redis.send("SET", "boss", "theirs");
    one.next("LOST");
    assertThat(client().observe("boss").leader()).isEmpty();
    redis.send("DEL", "boss");
    one.next("elected");
  }

  @Test
  void lock_releasedByItsToken_deposesTheLeaderAtOnce() throws Exception {
    Log one = new Log();
    candidate("one", one);
    Leadership first = one.next("elected");
    assertThat(client().lock("boss").release(first.ownerToken())).isTrue();
    one.next("LOST");
    one.next("elected");
  }

  @Test
  void connections_cut_neitherDeposeNorLeaveAZombie() throws Exception {
    Log log = new Log();
    LeaderElection one = candidate("one", log);
    Leadership first = log.next("elected");
    LeaderElection two = candidate("two", new Log());
    awaitWaiting(1);
    redis.cut("normal");
    redis.cut("pubsub");
    assertThat(first.isCurrent()).isTrue();
    // Whoever cannot be told at that moment loses its turn, but not its candidacy.
    resignUntil(one, two);
    resignUntil(two, one);
  }

  private static void resignUntil(LeaderElection leads, LeaderElection next) {
    eventually()
        .until(
            () -> {
              leads.leadership().ifPresent(Leadership::resign);
              return next.isLeader();
            });
  }

  @Test
  void lock_ofTheName_excludesLeaders() throws Exception {
    Log one = new Log();
    try (Lease lease = client().lock("boss").acquire()) {
      LeaderElection election = candidate("one", one);
      awaitWaiting(1);
      assertThat(election.leader()).isEmpty();
      assertThat(election.isLeader()).isFalse();
      assertThat(election.leadership()).isEmpty();
      assertThat(one.told).isEmpty();
      assertThat(lease.isHeld()).isTrue();
    }
    one.next("elected");
  }

  @Test
  void onlookers_twoOfOneClient_areBothToldUntilTheyAreClosed() throws Exception {
    LockClient client = client();
    BlockingQueue<String> a = new LinkedBlockingQueue<>();
    BlockingQueue<String> b = new LinkedBlockingQueue<>();
    var first = client.observe("boss");
    first.onChange(who -> a.add(who.map(Leader::candidate).orElse("nobody")));
    keep(client.observe("boss"))
        .onChange(who -> b.add(who.map(Leader::candidate).orElse("nobody")));
    assertThat(next(a)).isEqualTo("nobody");
    assertThat(next(b)).isEqualTo("nobody");
    Log log = new Log();
    Leadership term;
    candidate("one", log);
    term = log.next("elected");
    assertThat(next(a)).isEqualTo("one");
    assertThat(next(b)).isEqualTo("one");
    first.close();
    candidate("two", new Log());
    awaitWaiting(1);
    term.resign();
    String told = next(b);
    assertThat(told.equals("nobody") ? next(b) : told).isEqualTo("two");
    assertThat(a).isEmpty();
    assertThatThrownBy(() -> first.onChange(who -> {})).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void candidate_text_isKeptByteForByte() throws Exception {
    String text = "\u0000 line\nnext \ud83d\ude00 " + "x".repeat(900) + " end ";
    Log log = new Log();
    LeaderElection election = candidate(text, log);
    log.next("elected");
    eventually().until(() -> election.leader().isPresent());
    assertThat(election.leader().orElseThrow().candidate()).isEqualTo(text);
  }
}
