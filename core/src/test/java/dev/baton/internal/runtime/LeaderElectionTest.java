package dev.baton.internal.runtime;

import static dev.baton.internal.runtime.ScriptedBackend.argument;
import static dev.baton.internal.runtime.ScriptedBackend.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.LeaderElection;
import dev.baton.Leadership;
import dev.baton.LeaseLostException;
import dev.baton.LossReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** When a candidate asks, leads, steps down and asks again, by a clock that the test moves. */
class LeaderElectionTest extends ElectionCase {

  @Test
  void candidate_lockFree_leadsByTwoCommands() {
    LeaderElection election = elect();
    assertThat(told).isEmpty();
    settle();

    assertThat(told).containsExactly("elected");
    assertThat(backend.operations()).startsWith("ACQUIRE", "PROCLAIM");
    assertThat(count("RENEW")).isZero();
    assertThat(argument(backend.commands("PROCLAIM").get(0), "candidate")).isEqualTo("host one");
    assertThat(argument(backend.commands("PROCLAIM").get(0), "value"))
        .isEqualTo(terms.get(0).ownerToken());
    assertThat(election.leadership()).contains(terms.get(0));
    assertThat(election.name()).isEqualTo("boss");
    assertThat(election).hasToString("LeaderElection[\"boss\", leader]");
    assertThat(terms.get(0).name()).isEqualTo("boss");
    assertThat(terms.get(0).remaining())
        .isBetween(Duration.ofMillis(9_980), Duration.ofSeconds(10));
  }

  @Test
  void grant_pushed_isRenewedBeforeItIsATerm() {
    push();
    assertThat(count("RENEW")).isEqualTo(1);
    assertThat(argument(backend.commands("RENEW").get(0), "lease")).isEqualTo("15000");
    settle();
    assertThat(told).containsExactly("elected");
    assertThat(terms.get(0).remaining()).isGreaterThan(Duration.ofSeconds(9));
  }

  @Test
  void grant_pushedAndNotRenewed_isGivenBackAndAskedForAgain() {
    cut("RENEW");
    push();
    assertThat(count("RELEASE")).isEqualTo(1);
    settle();
    assertThat(told).isEmpty();
    backend.on("ACQUIRE", backend::granted);
    backend.on("RENEW", words("RENEWED"));
    timer.advance(Duration.ofMillis(100));
    settle();
    assertThat(told).containsExactly("elected");
  }

  private void push() {
    backend.held("them#4");
    elect();
    settle();
    backend.pushGrant(backend.lastRequest("ACQUIRE"), 9, 0);
  }

  @Test
  void server_silent_stepsDownAtTheDeadlineAndNotBefore() {
    Leadership term = elected();
    backend.on("RENEW", ScriptedBackend.SILENCE);
    timer.advance(Duration.ofMillis(9_900));
    assertThat(term.isCurrent()).isTrue();
    term.ensureCurrent();
    timer.advance(Duration.ofMillis(100));
    assertThat(term.isCurrent()).isFalse();
    assertThat(term.remaining()).isZero();
    assertThatThrownBy(term::ensureCurrent)
        .isInstanceOfSatisfying(
            LeaseLostException.class, e -> assertThat(e.reason()).isEqualTo(LossReason.EXPIRED));
    settle();
    assertThat(told).startsWith("elected", "DEADLINE");
  }

  @Test
  void steppedDown_lockIsKeptUntilTheListenerWasTold() {
    elected().resign();
    assertThat(count("RELEASE")).isZero();
    timer.advance(Duration.ofMillis(4_990));
    assertThat(count("RELEASE")).isZero();
    settle();
    assertThat(count("RELEASE")).isEqualTo(1);
    assertThat(backend.operations()).contains("SPUBLISH");
  }

  @Test
  void steppedDown_listenerNotBack_lockIsGivenBackWhenTheTimeToStopIsOver() {
    elected().resign();
    timer.advance(Duration.ofSeconds(5));
    assertThat(count("RELEASE")).isEqualTo(1);
    assertThat(count("ACQUIRE")).as("no candidate yet: it may still work").isEqualTo(1);
    settle();
    assertThat(count("RELEASE")).isEqualTo(1);
    assertThat(count("ACQUIRE")).isEqualTo(2);
  }

  @Test
  void deadline_seenByACaller_isFinalEvenIfARenewalIsConfirmedLater() {
    Leadership term = elected();
    CompletableFuture<Object> reply = backend.hold("RENEW");
    timer.advance(Duration.ofSeconds(6));
    timer.stall(Duration.ofSeconds(4));
    assertThat(term.isCurrent()).isFalse();
    reply.complete(words("RENEWED"));
    assertThat(term.isCurrent()).isFalse();
    settle();
    assertThat(told).startsWith("elected", "DEADLINE");
  }

  @Test
  void renewals_confirmed_moveTheDeadlineOn() {
    Leadership term = elected();
    timer.advance(Duration.ofMinutes(30));
    assertThat(term.isCurrent()).isTrue();
    assertThat(told).containsExactly("elected");
    assertThat(count("PROCLAIM")).as("written down again before it is forgotten").isEqualTo(2);
  }

  @Test
  void proclamation_withoutAnswer_isSentAgainAndSaidOnce() {
    cut("PROCLAIM");
    try (LogRecords log = new LogRecords()) {
      elected();
      timer.advance(Duration.ofSeconds(3));
      assertThat(count("PROCLAIM")).isEqualTo(4);
      assertThat(log.lines("others do not hear who leads")).hasSize(1);
    }
  }

  @Test
  void proclamation_findsTheLockGone_isALoss() {
    for (String lost : List.of("DELETED", "OVERWRITTEN them")) {
      told.clear();
      backend.on("PROCLAIM", ScriptedBackend.bytes(lost));
      LeaderElection election = elect();
      settle();
      assertThat(told).as("over before it could be told").isEmpty();
      assertThat(election.isLeader()).isFalse();
      backend.on("PROCLAIM", words("PROCLAIMED"));
      timer.advance(Duration.ofMillis(100));
      settle();
      assertThat(told).containsExactly("elected");
      close(election);
    }
  }

  private void close(LeaderElection election) {
    engine.services().timer().soon(election::close);
    timer.advance(Duration.ofMillis(1));
    settle();
  }

  @Test
  void lost_whileItLeads_isToldWithItsReason() {
    Leadership term = elected();
    backend.on("RENEW", words("DELETED"));
    timer.advance(Duration.ofSeconds(5));
    assertThatThrownBy(term::ensureCurrent)
        .isInstanceOfSatisfying(
            LeaseLostException.class, e -> assertThat(e.reason()).isEqualTo(LossReason.DELETED));
    backend.on("RENEW", words("RENEWED"));
    settle();
    assertThat(told).startsWith("elected", "LOST");
  }

  @Test
  void resigned_twice_isToldOnceAndAsksAgain() {
    Leadership term = elected();
    timer.advance(Duration.ofSeconds(1));
    term.resign();
    term.resign();
    assertThatIllegalStateException().isThrownBy(term::ensureCurrent);
    settle();
    assertThat(told).containsExactly("elected", "RESIGNED", "elected");
    assertThat(terms.get(1).term()).isGreaterThan(term.term());
  }

  @Test
  void terms_thatEndAtOnce_areTenASecondAtMost() {
    engine.elect("boss", OPTIONS, term -> terms.add(term));
    for (int i = 0; i < 1_000; i++) {
      settle();
      timer.advance(Duration.ofMillis(1));
    }
    settle();
    assertThat(terms).hasSizeBetween(10, 11);
  }

  @Test
  void work_atTheEndOfTheTerm_isInterruptedAndWhatFollowsIsNot() {
    List<Boolean> interrupted = new ArrayList<>();
    engine.elect(
        "boss",
        OPTIONS,
        term -> {
          if (!interrupted.isEmpty()) {
            return;
          }
          backend.on("RENEW", ScriptedBackend.SILENCE);
          timer.advance(Duration.ofSeconds(10));
          interrupted.add(Thread.currentThread().isInterrupted());
        });
    elsewhere.remove().run();
    assertThat(interrupted).containsExactly(true);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void work_failsAgainAndAgain_isTriedMoreAndMoreSeldom() {
    List<Long> at = new ArrayList<>();
    try (LogRecords log = new LogRecords()) {
      engine.elect(
          "boss",
          OPTIONS,
          term -> {
            at.add(timer.nanoTime());
            throw new IllegalStateException("meant for this test");
          });
      for (int i = 0; i < 3_000; i++) {
        settle();
        timer.advance(Duration.ofMillis(10));
      }
      assertThat(log.lines("failed; it is a candidate again")).hasSameSizeAs(at);
    }
    List<Long> pauses = new ArrayList<>();
    for (int i = 1; i < at.size(); i++) {
      pauses.add((at.get(i) - at.get(i - 1)) / 10_000_000 * 10);
    }
    assertThat(pauses.subList(0, 7)).isSorted();
    assertThat(pauses).startsWith(100L, 200L, 400L).endsWith(3_200L).doesNotContain(6_400L);
  }

  @Test
  void work_thatThrowsAfterItsTerm_isNoFailure() {
    try (LogRecords log = new LogRecords()) {
      engine.elect(
          "boss",
          OPTIONS,
          term -> {
            term.resign();
            throw new InterruptedException();
          });
      settle();
      assertThat(log.lines("failed")).isEmpty();
    }
  }

  @Test
  void listener_thatThrowsWhenDeposed_isACandidateAllTheSame() {
    engine.elect(
        "boss",
        OPTIONS,
        new LeaderElection.Listener() {
          @Override
          public void elected(Leadership leadership) {
            terms.add(leadership);
          }

          @Override
          public void deposed(Leadership leadership, LeaderElection.Reason why) {
            throw new IllegalStateException("meant for this test");
          }
        });
    settle();
    timer.advance(Duration.ofSeconds(1));
    terms.get(0).resign();
    try (LogRecords log = new LogRecords()) {
      settle();
      assertThat(log.lines("deposed() failed")).hasSize(1);
    }
    assertThat(terms).hasSize(2);
  }

  @Test
  void acquire_failsAgainAndAgain_isAskedMoreAndMoreSeldomAndSaidOnce() {
    cut("ACQUIRE");
    try (LogRecords log = new LogRecords()) {
      elect();
      timer.advance(Duration.ofMillis(100 + 200 + 400 + 800 + 1_600 + 3_200 + 3_200));
      assertThat(count("ACQUIRE")).isEqualTo(8);
      assertThat(log.lines("asks again")).hasSize(1);
    }
    backend.on("ACQUIRE", backend::granted);
    timer.advance(Duration.ofMillis(3_200));
    settle();
    assertThat(told).containsExactly("elected");
  }

  @Test
  void closed_betweenTwoTries_asksNoMore() {
    cut("ACQUIRE");
    LeaderElection election = elect();
    close(election);
    timer.advance(Duration.ofMinutes(1));
    assertThat(count("ACQUIRE")).isEqualTo(1);
    assertThat(election.isLeader()).isFalse();
    assertThat(election.leadership()).isEmpty();
    assertThat(election).hasToString("LeaderElection[\"boss\"]");
  }

  @Test
  void closed_whileTheGrantIsRenewed_givesItBackAndTellsNobody() {
    backend.held("them#4");
    LeaderElection election = elect();
    settle();
    CompletableFuture<Object> reply = backend.hold("RENEW");
    backend.pushGrant(backend.lastRequest("ACQUIRE"), 9, 0);
    close(election);
    reply.complete(words("RENEWED"));
    settle();
    assertThat(told).isEmpty();
    assertThat(count("RELEASE")).isEqualTo(1);
  }

  @Test
  void closed_whileItLeads_isToldAndReleased() {
    LeaderElection election = elect();
    settle();
    close(election);
    assertThat(told).containsExactly("elected", "CLOSED");
    assertThat(count("RELEASE")).isEqualTo(1);
    timer.advance(Duration.ofMinutes(1));
    assertThat(count("ACQUIRE")).isEqualTo(1);
    assertThat(engine.kept()).isZero();
  }

  @Test
  void release_refused_leavesACandidate() {
    elected();
    cut("RELEASE");
    terms.get(0).resign();
    settle();
    backend.on("RELEASE", words("RELEASED"));
    timer.advance(Duration.ofSeconds(1));
    settle();
    assertThat(told).containsExactly("elected", "RESIGNED", "elected");
  }

  @Test
  void executor_thatRefuses_isReplacedByAThreadOfBatons() {
    CompletableFuture<Boolean> worked = new CompletableFuture<>();
    engine.elect(
        "boss",
        OPTIONS.executor(
            task -> {
              throw new RejectedExecutionException("meant for this test");
            }),
        term -> worked.complete(true));
    assertThat(Eventually.resultOf(worked)).isTrue();
  }

  @Test
  void client_closed_refusesCandidates() {
    close();
    assertThatIllegalStateException().isThrownBy(this::elect);
  }
}
