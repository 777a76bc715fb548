package dev.baton.testing.conformance;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.BackendException;
import dev.baton.DistributedLock;
import dev.baton.LockClient;
import dev.baton.spi.ServerAddress.Node;
import dev.baton.testing.server.ClusterTopology;
import dev.baton.testing.server.RedisServer;
import dev.baton.testing.server.SentinelTopology;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Servers whose addresses are others from here than Sentinels or the cluster say: each stands
 * behind a relay, and clients are to use those only.
 */
class AddressMapTest extends Contract {
  private static SentinelTopology sentinels;
  private static ClusterTopology cluster;

  private final List<Relay> relays = new ArrayList<>();

  @BeforeAll
  static void start() {
    sentinels = SentinelTopology.start();
    cluster = ClusterTopology.start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
    sentinels.close();
  }

  @Override
  RedisServer server() {
    return sentinels.primary();
  }

  private Map<Node, Node> relayed(List<RedisServer> nodes) {
    return nodes.stream()
        .collect(
            toMap(
                node -> new Node("127.0.0.1", node.port()),
                node -> {
                  Relay relay = keep(new Relay(node.port()));
                  relays.add(relay);
                  return new Node("127.0.0.1", relay.port());
                }));
  }

  private static String parameter(Map<Node, Node> map) {
    return "?map="
        + String.join(
            ",",
            map.entrySet().stream().map(each -> each.getKey() + "/" + each.getValue()).toList());
  }

  /** Nobody is reached any more but directly. */
  private void closeDoors() throws Exception {
    for (Relay relay : relays) {
      relay.closeDoor();
    }
  }

  @Test
  void primaryThatSentinelsName_mapped_isReachedThere() throws Exception {
    Map<Node, Node> map = relayed(sentinels.nodes());
    LockClient client = keep(adapter.connect(sentinels.uri() + parameter(map)));
    DistributedLock lock = client.lock("k");
    handOn(lock, keep(adapter.connect(sentinels.uri())).lock("k"));
    closeDoors();
    eventually()
        .untilAsserted(
            () -> assertThatThrownBy(lock::isLocked).isInstanceOf(BackendException.class));
    assertThatThrownBy(() -> adapter.connect(sentinels.uri() + parameter(map)))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("Sentinel");
  }

  @Test
  void primaryThatSentinelsName_mappedByAFunction_isReachedThere() throws Exception {
    Map<Node, Node> map = relayed(sentinels.nodes());
    LockClient client =
        keep(
            LockClient.builder(
                    adapter.mapped(sentinels.uri(), node -> map.getOrDefault(node, node)))
                .build());
    DistributedLock lock = client.lock("k");
    lock.acquire().release();
    closeDoors();
    eventually()
        .untilAsserted(
            () -> assertThatThrownBy(lock::isLocked).isInstanceOf(BackendException.class));
  }

  @Test
  void primaryThatSentinelsName_notReached_isSaidToBeTheirAddress() throws Exception {
    Node there = new Node("127.0.0.1", server.port());
    Relay relay = keep(new Relay(server.port()));
    relay.closeDoor();
    Map<Node, Node> map = Map.of(there, new Node("127.0.0.1", relay.port()));
    assertThatThrownBy(() -> adapter.connect(sentinels.uri() + parameter(map)))
        .isInstanceOf(BackendException.class)
        .hasMessageMatching("(?s).*(as Sentinel says|Sentinel gives the primary's address).*")
        .hasMessageContaining("address map");
  }

  @Test
  void nodesThatTheClusterNames_mapped_areReachedThere() throws Exception {
    Map<Node, Node> map = relayed(cluster.nodes());
    LockClient client = keep(adapter.connect(cluster.uri() + parameter(map)));
    LockClient other = keep(adapter.connect(cluster.uri()));
    List<DistributedLock> locks =
        IntStream.range(0, 12).mapToObj(i -> client.lock("k" + i)).toList();
    for (DistributedLock lock : locks) {
      handOn(lock, other.lock(lock.name()));
    }
    closeDoors();
    for (DistributedLock lock : locks) {
      eventually()
          .untilAsserted(
              () -> assertThatThrownBy(lock::isLocked).isInstanceOf(BackendException.class));
    }
  }

  @Test
  void nodesThatTheClusterNames_notReached_areSaidToBeItsAddresses() throws Exception {
    RedisServer seed = cluster.seeds().get(0);
    Map<Node, Node> map = relayed(cluster.nodes());
    closeDoors();
    map.remove(new Node("127.0.0.1", seed.port()));
    LockClient client =
        keep(adapter.connect("redis-cluster://127.0.0.1:" + seed.port() + parameter(map)));
    List<String> messages = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      try {
        client.lock("k" + i).isLocked();
      } catch (BackendException e) {
        messages.add(e.getMessage());
      }
    }
    assertThat(messages)
        .isNotEmpty()
        .allSatisfy(
            message ->
                assertThat(message).contains("the cluster gives this address", "address map"));
  }

  /** A handover from one to the other, so that commands and messages have gone. */
  private void handOn(DistributedLock first, DistributedLock second) throws Exception {
    var held = second.acquire();
    var waiter = inBackground(first::acquire);
    eventually().until(() -> waiting(second) == 1);
    held.release();
    get(waiter).release();
  }
}
