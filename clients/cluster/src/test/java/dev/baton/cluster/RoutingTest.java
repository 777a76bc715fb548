package dev.baton.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.baton.spi.Backend;
import dev.baton.spi.Command;
import dev.baton.spi.ServerError;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoutingTest extends ClusterCase {

  @Test
  void command_withKey_goesToThePrimaryOfItsSlot() {
    Backend backend = connect();
    assertThat(text(backend.execute(get(ONE)))).isEqualTo(doneAt(0));
    assertThat(answer(backend.submit(get(TWO)))).isEqualTo(doneAt(1));
    assertThat(answer(backend.submitAll(List.of(get(THREE))).get(0))).isEqualTo(doneAt(2));
    assertThat(backend.isCluster()).isTrue();
    assertThat(backend.commandTimeout()).isEqualTo(cluster.timeout);
  }

  @Test
  void batch_ofSeveralNodes_goesOutInOneForEach_andKeepsItsOrder() {
    Backend backend = connect();
    for (int node = 0; node < 3; node++) {
      cluster.node(node).log.clear();
    }
    List<CompletionStage<@Nullable Object>> replies =
        backend.submitAll(List.of(get(THREE), get(ONE), get("{foo}2"), get("{bar}2"), get(TWO)));
    assertThat(replies.stream().map(ClusterCase::answer))
        .containsExactly(doneAt(2), doneAt(0), doneAt(2), doneAt(0), doneAt(1));
    assertThat(cluster.node(2).log).startsWith("0 BATCH 2", "0 GET foo", "0 GET {foo}2");
    assertThat(cluster.node(0).log).startsWith("0 BATCH 2", "0 GET bar", "0 GET {bar}2");
    assertThat(cluster.node(1).count("GET")).isEqualTo(1);
  }

  @Test
  void batch_partlyAtADeadNode_failsThereOnly() {
    Backend backend = connect();
    cluster.node(0).cut();
    var replies = backend.submitAll(List.of(get(ONE), get(THREE), get("{bar}2")));
    assertThat(answer(replies.get(1))).isEqualTo(doneAt(2));
    assertThat(faultOf(() -> await(replies.get(0))).mayHaveRun()).isFalse();
    assertThat(faultOf(() -> await(replies.get(2))).mayHaveRun()).isFalse();
  }

  @Test
  void command_withoutKey_goesToAPrimaryThatIsUp() {
    Backend backend = connect();
    cluster.node(0).cut();
    faultOf(() -> backend.execute(get(ONE)));
    assertThat(text(backend.execute(Command.of("TIME")))).startsWith("any at ");
    cluster.node(1).cut();
    faultOf(() -> backend.execute(get(TWO)));
    assertThat(text(backend.execute(Command.of("TIME")))).isEqualTo("any at 10.0.0.1:7002");
  }

  @Test
  void slot_withoutPrimary_faultsAndHasNotRun() {
    cluster.move(SLOT_THREE, null);
    Backend backend = connect();
    assertThat(faultOf(() -> backend.execute(get(THREE))).mayHaveRun()).isFalse();
    assertThat(faultOf(() -> await(backend.submit(get(THREE)))))
        .hasMessageContaining("slot 12182")
        .matches(fault -> !fault.mayHaveRun());
    var replies = backend.submitAll(List.of(get(THREE), get(ONE)));
    assertThat(faultOf(() -> await(replies.get(0))).mayHaveRun()).isFalse();
    assertThat(answer(replies.get(1))).isEqualTo(doneAt(0));
    cluster.move(SLOT_THREE, cluster.node(2));
    awaitTrue(() -> catchThrowable(() -> backend.execute(get(THREE))) == null);
  }

  @ParameterizedTest
  @ValueSource(strings = {"CLUSTERDOWN The cluster is down", "NOSCRIPT"})
  void otherError_isTheCallersAsItIs(String message) {
    Backend backend = connect();
    ServerError error = new ServerError(message);
    cluster.node(0).script = command -> command.key() == null ? null : error;
    assertThatThrownBy(() -> backend.execute(get(ONE))).isSameAs(error);
    CompletableFuture<?> reply = backend.submit(get(ONE)).toCompletableFuture();
    assertThat(reply.handle((value, thrown) -> thrown).join()).isSameAs(error);
    assertThat(cluster.node(0).count("GET")).isEqualTo(2);
  }

  @Test
  void primaries_eachIsAsked_andClosingDoesNothing() {
    Backend backend = connect();
    List<Backend> primaries = backend.primaries();
    assertThat(primaries.stream().map(each -> text(each.execute(Command.of("TIME")))))
        .containsExactly("any at 10.0.0.1:7000", "any at 10.0.0.1:7001", "any at 10.0.0.1:7002");
    primaries.forEach(Backend::close);
    assertThat(text(backend.execute(get(ONE)))).isEqualTo(doneAt(0));
    assertThat(answer(primaries.get(1).submitAll(List.of(Command.of("TIME"))).get(0)))
        .isEqualTo("any at 10.0.0.1:7001");
  }

  @Test
  void close_closesAll_failsWhatIsUnderWay_andEndsTheThread() {
    Backend backend = connect();
    cluster.node(0).hold();
    var underWay = backend.submit(get(ONE));
    backend.close();
    backend.close();
    assertThat(faultOf(() -> await(underWay)).mayHaveRun()).isTrue();
    assertThat(cluster.node(1).connections).allMatch(each -> each.closed);
    assertThat(faultOf(() -> backend.execute(get(TWO))).mayHaveRun()).isFalse();
    assertThat(faultOf(() -> await(backend.submit(get(TWO)))).mayHaveRun()).isFalse();
    assertThat(cluster.node(1).connections).allMatch(each -> each.closed);
  }

  private static @Nullable Object await(CompletionStage<@Nullable Object> stage) {
    return Waits.await(stage.toCompletableFuture());
  }
}
