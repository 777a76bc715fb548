package dev.baton.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.spi.ConnectionFault;
import dev.baton.spi.ServerAddress.Node;
import dev.baton.spi.ServerError;
import dev.baton.testing.backend.Told;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The slot map as it is asked of nodes of which some do not answer, or with nonsense. */
@Timeout(180)
class MapRequestTest {
  private final ScriptedCluster cluster = new ScriptedCluster(3, Duration.ofMillis(500));
  private final Members members = new Members(cluster, member -> new Told(), new RefreshSignal());
  private final ClusterMember asked = members.at(cluster.node(0).address);

  @AfterEach
  void close() {
    members.close();
  }

  private SlotMap ask(int... nodes) {
    List<Node> whom = Arrays.stream(nodes).mapToObj(node -> cluster.node(node).address).toList();
    return new MapRequest(members::at).send(whom, cluster.timeout.toNanos());
  }

  @Test
  void firstNode_silent_theNextIsAskedAsWellAndItsAnswerTaken() {
    asked.open().join();
    cluster.node(0).state = ScriptedNode.State.SILENT;

    assertThat(ask(0, 1, 2).primaries()).hasSize(3);
    assertThat(cluster.node(0).count("CLUSTER")).isEqualTo(1);
    assertThat(cluster.node(1).count("CLUSTER")).isEqualTo(1);
  }

  @Test
  void firstNode_cut_isTakenForDown() {
    asked.open().join();
    cluster.node(0).script = command -> new ConnectionFault("cut", true, null);

    assertThat(ask(0, 1).primaries()).hasSize(3);
    assertThat(asked.isUp()).isFalse();
  }

  @Test
  void firstNode_answersAtOnce_nobodyElseIsAsked() {
    assertThat(ask(0, 1).isWhole()).isTrue();
    assertThat(cluster.node(1).log).isEmpty();
  }

  @Test
  void firstNode_answersOnceTheNextIsAsked_isHeardAlthoughThatOneRefuses() {
    asked.open().join();
    cluster.node(0).hold();
    cluster.node(1).script =
        command -> {
          cluster.node(0).answer();
          return new ServerError("NOPERM");
        };

    assertThat(ask(0, 1).primaries()).hasSize(3);
  }

  @Test
  void lastNode_refuses_thoseThatAreSilentAreStillWaitedFor() {
    asked.open().join();
    members.at(cluster.node(1).address).open().join();
    cluster.node(0).hold();
    cluster.node(1).hold();
    cluster.node(1).script = command -> new ServerError("NOPERM");
    List<Node> whom = List.of(cluster.node(0).address, cluster.node(1).address);
    CompletableFuture<SlotMap> map =
        CompletableFuture.supplyAsync(
            () -> new MapRequest(members::at).send(whom, TimeUnit.SECONDS.toNanos(30)));
    ClusterCase.awaitTrue(() -> !cluster.node(1).held.isEmpty());
    cluster.node(1).answer();
    cluster.node(0).answer();

    assertThat(map.join().primaries()).hasSize(3);
  }

  @Test
  void allNodes_refuse_theFirstRefusalIsTold() {
    cluster.node(0).state = ScriptedNode.State.DOWN;
    cluster.node(1).script = command -> new ServerError("NOPERM one");
    cluster.node(2).script = command -> new ServerError("NOPERM two");

    assertThatThrownBy(() -> ask(0, 1, 2))
        .isInstanceOf(ServerError.class)
        .hasMessageContaining("NOPERM one");
  }

  @Test
  void allNodes_silent_faultsAndHasNotRun() {
    asked.open().join();
    cluster.node(0).hold();

    long asked = System.nanoTime();
    assertThatThrownBy(() -> ask(0))
        .isInstanceOfSatisfying(
            ConnectionFault.class, fault -> assertThat(fault.mayHaveRun()).isFalse())
        .hasMessageContaining("no node of the cluster answered");
    assertThat(System.nanoTime() - asked).isGreaterThanOrEqualTo(cluster.timeout.toNanos());
    assertThatThrownBy(this::ask).hasMessageContaining("no node of the cluster answered");
  }

  @Test
  void node_thatKnowsNoSlots_isPassedOver() {
    cluster.node(0).script = command -> List.of();
    assertThat(ask(0, 1).primaries()).hasSize(3);
    assertThatThrownBy(() -> ask(0))
        .isInstanceOf(ConnectionFault.class)
        .hasMessageContaining("10.0.0.1:7000 knows no slots");
  }

  @Test
  void node_thatAnswersWithNonsense_isPassedOver() {
    cluster.node(0).script = command -> "x".getBytes(UTF_8);
    assertThat(ask(0, 1).primaries()).hasSize(3);
  }

  @Test
  void node_withoutHost_isTheOneThatWasAsked() {
    cluster.node(0).script = command -> List.of(List.of(0L, 16_383L, List.of(new byte[0], 7_001L)));
    assertThat(ask(0).owner(0).node()).isEqualTo(new Node("10.0.0.1", 7_001));
  }

  @Test
  void request_interrupted_goesOnAndKeepsTheInterrupt() {
    Thread.currentThread().interrupt();
    assertThat(ask(0).primaries()).hasSize(3);
    assertThat(Thread.interrupted()).isTrue();
  }
}
