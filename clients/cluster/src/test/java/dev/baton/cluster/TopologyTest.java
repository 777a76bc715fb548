package dev.baton.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.baton.spi.Backend;
import dev.baton.spi.ServerAddress.Node;
import dev.baton.spi.ServerError;
import dev.baton.spi.Slots;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class TopologyTest extends ClusterCase {

  @Test
  void connect_oneSeedAnswers_isEnough() {
    cluster.node(0).state = ScriptedNode.State.DOWN;
    cluster.seeds.add(0, new Node("no.such.host", 1));
    Backend backend = connect();
    assertThat(text(backend.execute(get(THREE)))).isEqualTo(doneAt(2));
    assertThat(faultOf(() -> backend.execute(get(ONE))).mayHaveRun()).isFalse();
    cluster.node(0).state = ScriptedNode.State.UP;
    awaitTrue(() -> catchThrowable(() -> backend.execute(get(ONE))) == null);
  }

  @Test
  void connect_seedDoesNotAnswer_asksTheNext() {
    cluster.node(0).gate = new CountDownLatch(1);
    cluster.seeds.subList(2, 3).clear();
    cluster.failOver(cluster.node(0), cluster.node(1)); // or else it is waited for
    Backend backend = connect();
    assertThat(text(backend.execute(get(ONE)))).isEqualTo(doneAt(1));
    cluster.node(0).gate.countDown();
  }

  @Test
  void connect_noSeedAnswers_faults() {
    for (int node = 0; node < 3; node++) {
      cluster.node(node).state = ScriptedNode.State.DOWN;
    }
    assertThat(faultOf(this::connect)).hasMessageContaining("10.0.0.1:700");
  }

  @Test
  void connect_serverInNoCluster_saysWhichAddressToUse() {
    for (int node = 0; node < 3; node++) {
      cluster.node(node).script =
          command -> new ServerError("ERR This instance has cluster support disabled");
    }
    assertThatThrownBy(this::connect)
        .isInstanceOf(ServerError.class)
        .hasMessageContaining("10.0.0.1:7000 is not a node of a cluster")
        .hasMessageContaining("redis://");
    assertThat(cluster.node(0).connections).allMatch(each -> each.closed);
  }

  @Test
  void connect_seedRefuses_saysSoEvenIfOthersAreSilent() {
    cluster.node(0).state = ScriptedNode.State.DOWN;
    cluster.node(1).script = command -> new ServerError("NOPERM no permission");
    cluster.node(2).state = ScriptedNode.State.DOWN;
    assertThatThrownBy(this::connect)
        .isInstanceOf(ServerError.class)
        .hasMessageContaining("NOPERM");
  }

  @Test
  void primary_replaced_isFoundWithoutACommand_andItsSuccessorIsUsed() {
    Backend backend = connect();
    cluster.failOver(cluster.node(2), cluster.node(3));
    cluster.node(2).cut();
    long before = told.reconnections();
    faultOf(() -> backend.execute(get(THREE)));
    awaitTrue(() -> catchThrowable(() -> backend.execute(get(THREE))) == null);
    assertThat(text(backend.execute(get(THREE)))).isEqualTo(doneAt(3));
    awaitTrue(() -> told.reconnections() > before);
  }

  @Test
  void primary_replacedWhileAnotherIsSilent_isFound() {
    cluster.seeds.remove(2);
    Backend backend = connect();
    cluster.node(0).state = ScriptedNode.State.SILENT;
    cluster.failOver(cluster.node(2), cluster.node(3));
    cluster.node(2).cut();
    faultOf(() -> backend.execute(get(THREE)));
    awaitTrue(() -> catchThrowable(() -> backend.execute(get(THREE))) == null);
    assertThat(text(backend.execute(get(THREE)))).isEqualTo(doneAt(3));
  }

  @Test
  void primary_noMore_isClosedAfterItsCommandsAreAnswered() {
    useShortTimeouts();
    Backend backend = connect();
    for (int slot = 0; slot < Slots.COUNT; slot++) {
      if (cluster.owner(slot) == cluster.node(2)) {
        cluster.move(slot, cluster.node(1));
      }
    }
    assertThat(text(backend.execute(get(THREE)))).isEqualTo(doneAt(1));
    awaitTrue(() -> cluster.node(2).connections.stream().allMatch(each -> each.closed));
    assertThat(cluster.node(1).connections).anyMatch(each -> !each.closed);
    assertThat(text(backend.execute(get(THREE)))).isEqualTo(doneAt(1));
    assertThat(backend.primaries()).hasSize(2);
  }

  @Test
  void deadPrimary_doesNotDelayAnother_andIsTriedAgainUntilItIsBack() {
    Backend backend = connect();
    CountDownLatch gate = new CountDownLatch(1);
    cluster.node(3).gate = gate;
    cluster.move(0, cluster.node(3)); // it does not let itself be connected to
    cluster.node(2).cut();
    faultOf(() -> backend.execute(get(THREE)));
    awaitTrue(() -> backend.primaries().size() == 4);
    cluster.node(2).comeBack();
    awaitTrue(() -> catchThrowable(() -> backend.execute(get(THREE))) == null);
    gate.countDown();
  }

  @Test
  void node_reconnected_isTold() {
    connect();
    long before = told.reconnections();
    cluster.node(0).cut();
    cluster.node(0).comeBack();
    assertThat(told.reconnections()).isGreaterThan(before);
  }

  @Test
  void settledCluster_isLeftAlone() {
    Backend backend = connect();
    cluster.node(0).cut();
    faultOf(() -> backend.execute(get(ONE)));
    cluster.node(0).state = ScriptedNode.State.UP;
    awaitTrue(() -> cluster.node(0).count("PING") > 0); // it is up again by its answer alone
    assertThat(text(backend.execute(get(ONE)))).isEqualTo(doneAt(0));
  }
}
