package dev.baton.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.spi.Backend;
import dev.baton.spi.Command;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.ServerError;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FollowTest extends ClusterCase {

  @Test
  void moved_isFollowed_andRemembered() {
    Backend backend = connect();
    for (int node = 1; node < 4; node++) {
      cluster.node(node).belief = cluster.owners(); // the new owner knows first
    }
    cluster.move(SLOT_THREE, cluster.node(0));
    assertThat(text(backend.execute(get(THREE)))).isEqualTo(doneAt(0));
    assertThat(answer(backend.submit(get(THREE)))).isEqualTo(doneAt(0));
    assertThat(answer(backend.submitAll(List.of(get(THREE), get("{foo}2"))).get(1)))
        .isEqualTo(doneAt(0));
    assertThat(cluster.node(2).count("GET")).as("but once").isEqualTo(1);
  }

  @Test
  void moved_toANodeWithoutSlots_opensItWithoutBlockingASubmit() {
    Backend backend = connect();
    CountDownLatch gate = new CountDownLatch(1);
    cluster.node(3).gate = gate;
    cluster.move(SLOT_THREE, cluster.node(3));
    var reply = backend.submit(get(THREE)).toCompletableFuture();
    var batch = backend.submitAll(List.of(get(THREE), get(ONE)));
    assertThat(answer(batch.get(1))).isEqualTo(doneAt(0));
    assertThat(reply).isNotDone();
    gate.countDown();
    assertThat(answer(reply)).isEqualTo(doneAt(3));
    assertThat(answer(batch.get(0))).isEqualTo(doneAt(3));
    assertThat(text(backend.execute(get(THREE)))).isEqualTo(doneAt(3));
  }

  @Test
  void moved_toANodeThatCannotBeReached_faultsAndHasNotRun() {
    Backend backend = connect();
    cluster.node(3).state = ScriptedNode.State.DOWN;
    cluster.move(SLOT_THREE, cluster.node(3));
    assertThat(faultOf(() -> backend.execute(get(THREE))))
        .hasMessageContaining("10.0.0.1:7003")
        .matches(fault -> !fault.mayHaveRun());
  }

  @Test
  void moved_toANodeThatIsNotOpenInTime_faultsAndIsNotSentLater() {
    useShortTimeouts();
    Backend backend = connect();
    CountDownLatch gate = new CountDownLatch(1);
    cluster.node(3).gate = gate;
    cluster.move(SLOT_THREE, cluster.node(3));
    assertThat(faultOf(() -> backend.execute(get(THREE))).mayHaveRun()).isFalse();
    gate.countDown();
    awaitTrue(() -> !cluster.node(3).connections.isEmpty());
    awaitTrue(() -> text(backend.execute(get("{foo}2"))).equals(doneAt(3)));
    assertThat(cluster.node(3).log).noneMatch(line -> line.endsWith("GET foo"));
  }

  @Test
  void moved_toASilentNode_faultsInTimeAndMayHaveRun() {
    useShortTimeouts();
    Backend backend = connect();
    cluster.move(SLOT_THREE, cluster.node(1));
    cluster.node(1).state = ScriptedNode.State.SILENT;
    assertThat(faultOf(() -> backend.execute(get(THREE))).mayHaveRun()).isTrue();
    assertThat(cluster.node(1).count("GET")).isEqualTo(1);
  }

  @Test
  void moved_inARow_isFollowedUpToSixteenTimes() {
    Backend backend = connect();
    int[] redirections = {0};
    for (int node = 0; node < 2; node++) {
      String other = cluster.node(1 - node).address.toString();
      cluster.node(node).script =
          command ->
              command.key() == null || redirections[0]++ >= 16
                  ? null
                  : new ServerError("MOVED 5061 " + other);
    }
    assertThat(text(backend.execute(get(ONE)))).isEqualTo(doneAt(0));
    assertThat(redirections[0]).isEqualTo(17);
  }

  @Test
  void moved_toAndFro_endsWithAFaultThatSaysItHasNotRun() {
    Backend backend = connect();
    for (int node = 0; node < 2; node++) {
      String other = cluster.node(1 - node).address.toString();
      cluster.node(node).script =
          command -> command.key() == null ? null : new ServerError("MOVED 5061 " + other);
    }
    assertThat(faultOf(() -> backend.execute(get(ONE)))).matches(fault -> !fault.mayHaveRun());
    assertThat(cluster.node(0).count("GET") + cluster.node(1).count("GET")).isEqualTo(17);
  }

  @Test
  void moved_withoutAddress_isNeverTheCallers() {
    Backend backend = connect();
    cluster.node(0).script =
        command -> command.key() == null ? null : new ServerError("MOVED 5061 ?:7001");
    assertThat(faultOf(() -> backend.execute(get(ONE))).mayHaveRun()).isFalse();
  }

  @Test
  void ask_isFollowedForThisOnce_onAConnectionOfItsOwn() {
    Backend backend = connect();
    cluster.importing.put(SLOT_THREE, cluster.node(0));
    cluster.node(0).log.clear();
    assertThat(text(backend.execute(get(THREE)))).isEqualTo(doneAt(0));
    assertThat(answer(backend.submit(get(THREE)))).isEqualTo(doneAt(0));
    assertThat(cluster.node(0).log)
        .containsSubsequence("1 ASKING", "1 GET foo", "1 ASKING", "1 GET foo");
    assertThat(cluster.node(2).count("GET")).as("the old primary is asked again").isEqualTo(2);
    cluster.importing.clear();
    assertThat(text(backend.execute(get(THREE)))).isEqualTo(doneAt(2));
  }

  @Test
  void ask_ofManyAtOnce_sendsOnePairAtATime() {
    Backend backend = connect();
    cluster.importing.put(SLOT_THREE, cluster.node(3));
    cluster.node(3).hold();
    var first = backend.submit(get(THREE));
    var second = backend.submit(get("{foo}2"));
    awaitTrue(() -> cluster.node(3).log.size() >= 3);
    assertThat(cluster.node(3).log).containsExactly("0 BATCH 2", "0 ASKING", "0 GET foo");
    cluster.node(3).answer();
    assertThat(cluster.node(3).log).hasSize(3);
    cluster.node(3).answer();
    assertThat(answer(first)).isEqualTo(doneAt(3));
    assertThat(cluster.node(3).log).endsWith("0 BATCH 2", "0 ASKING", "0 GET {foo}2");
    cluster.node(3).answer();
    cluster.node(3).answer();
    assertThat(answer(second)).isEqualTo(doneAt(3));
  }

  @Test
  void ask_ofThousandsWhileTheNodeIsDown_failsThemAll() {
    Backend backend = connect();
    cluster.importing.put(SLOT_THREE, cluster.node(3));
    assertThat(text(backend.execute(get(THREE)))).isEqualTo(doneAt(3));
    cluster.node(3).hold();
    List<Command> many = Collections.nCopies(5_000, get(THREE));
    var replies = backend.submitAll(many);
    cluster.node(3).state = ScriptedNode.State.DOWN; // those that wait fail at once
    cluster.node(3).answer();
    cluster.node(3).answer();
    assertThat(answer(replies.get(0))).isEqualTo(doneAt(3));
    for (var reply : replies.subList(1, replies.size())) {
      CompletableFuture<?> each = reply.toCompletableFuture();
      assertThat(faultOf(() -> Waits.await(each)).mayHaveRun()).isFalse();
    }
  }

  @Test
  void asking_refused_isTheCallersError() {
    Backend backend = connect();
    cluster.importing.put(SLOT_THREE, cluster.node(3));
    ServerError refusal = new ServerError("NOPERM asking");
    cluster.node(3).script = command -> command.toString().equals("ASKING") ? refusal : null;
    assertThatThrownBy(() -> backend.execute(get(THREE))).isSameAs(refusal);
  }

  @Test
  void moved_answeredTooLateWithAnotherNode_isNotFollowedAnyMore() {
    useShortTimeouts();
    Backend backend = connect();
    cluster.node(1).hold();
    cluster.move(SLOT_THREE, cluster.node(1));
    assertThat(faultOf(() -> backend.execute(get(THREE))).mayHaveRun()).isTrue();
    cluster.move(SLOT_THREE, cluster.node(0));
    while (!cluster.node(1).held.isEmpty()) {
      cluster.node(1).answer();
    }
    assertThat(cluster.node(0).count("GET")).isZero();
  }

  @Test
  void ask_answeredWithAnotherError_isTheCallers() {
    Backend backend = connect();
    cluster.importing.put(SLOT_THREE, cluster.node(3));
    ServerError error = new ServerError("WRONGTYPE Operation against a key");
    cluster.node(3).script = command -> command.key() == null ? null : error;
    assertThatThrownBy(() -> backend.execute(get(THREE))).isSameAs(error);
  }

  @Test
  void ask_cutBeforeTheAnswer_faultsAndMayHaveRun() {
    Backend backend = connect();
    cluster.importing.put(SLOT_THREE, cluster.node(3));
    ConnectionFault cut = new ConnectionFault("cut", true, null);
    cluster.node(3).script = command -> command.key() == null ? null : cut;
    assertThat(faultOf(() -> backend.execute(get(THREE))).mayHaveRun()).isTrue();
    assertThat(cluster.node(3).count("GET")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void halfwayMoved_isSentAgainUntilAllKeysHave(boolean blocking) {
    Backend backend = connect();
    AtomicInteger refusals = new AtomicInteger(20); // more than a command is redirected
    cluster.node(0).script =
        command ->
            command.key() != null && refusals.getAndDecrement() > 0
                ? new ServerError("TRYAGAIN Multiple keys request")
                : null;

    assertThat(blocking ? text(backend.execute(get(ONE))) : answer(backend.submit(get(ONE))))
        .isEqualTo(doneAt(0));
    assertThat(cluster.node(0).count("GET")).isEqualTo(21);
  }

  @Test
  void execute_interrupted_goesOnAndKeepsTheInterrupt() {
    Backend backend = connect();
    cluster.move(SLOT_THREE, cluster.node(0));
    Thread.currentThread().interrupt();
    assertThat(text(backend.execute(get(THREE)))).isEqualTo(doneAt(0));
    assertThat(Thread.interrupted()).isTrue();
  }
}
