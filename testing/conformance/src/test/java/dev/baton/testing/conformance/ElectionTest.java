package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.ElectionOptions;
import dev.baton.LeaderElection;
import dev.baton.LeaderElection.Reason;
import dev.baton.LeaderObserver.Leader;
import dev.baton.Leadership;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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
    eventually().until(() -> waiting(client().lock("boss")) == 1);
    first.resign();
    one.next("RESIGNED");
    Leadership second = two.next("elected");
    assertThat(second.term()).isGreaterThan(first.term());
    assertThat(first.isCurrent()).isFalse();
    eventually().until(() -> waiting(client().lock("boss")) == 1);
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
    eventually().until(() -> waiting(client().lock("boss")) == 1);
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
}
