package dev.baton.testing.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A primary with two replicas, and three Sentinels that watch them, all on 127.0.0.1. Its methods
 * block until what they say is so. Not for use by several threads at once, {@code close} apart.
 */
public final class SentinelTopology implements AutoCloseable {
  /** The name by which the Sentinels know the primary. */
  public static final String NAME = "mine";

  private final List<RedisServer> nodes = new ArrayList<>();
  private final List<RedisServer> sentinels = new ArrayList<>();

  private SentinelTopology() {}

  /**
   * Starts all six servers, for tests in which none dies: on a machine that is only slow, none is
   * taken for dead.
   *
   * @return the topology, replicating, each Sentinel knowing the others
   * @throws IllegalStateException if a server does not come up
   */
  public static SentinelTopology start() {
    return start(Duration.ofSeconds(30));
  }

  /**
   * Starts all six servers.
   *
   * @param silence after how long without an answer a Sentinel takes a server for dead
   * @return the topology, replicating, each Sentinel knowing the others
   * @throws IllegalStateException if a server does not come up
   */
  public static SentinelTopology start(Duration silence) {
    SentinelTopology topology = new SentinelTopology();
    try {
      topology.startAll(silence);
      return topology;
    } catch (RuntimeException e) {
      topology.close();
      throw e;
    }
  }

  private void startAll(Duration silence) {
    RedisServer first = node().start();
    nodes.add(first);
    for (int i = 0; i < 2; i++) {
      nodes.add(node().config("replicaof", "127.0.0.1 " + first.port()).start());
    }
    awaitReplicas(first, 2);
    for (int i = 0; i < 3; i++) {
      sentinels.add(
          RedisServer.builder()
              .sentinel()
              .config("sentinel monitor", NAME + " 127.0.0.1 " + first.port() + " 2")
              .config("sentinel down-after-milliseconds", NAME + " " + silence.toMillis())
              .config("sentinel failover-timeout", NAME + " 5000")
              .config("sentinel parallel-syncs", NAME + " 2")
              .start());
    }
    Eventually.await(
        "the Sentinels to know each other and the replicas",
        () -> sentinels.stream().allMatch(each -> knows(each, "num-other-sentinels", 2)));
    Eventually.await(
        "the Sentinels to know the replicas",
        () -> sentinels.stream().allMatch(each -> knows(each, "num-slaves", 2)));
  }

  private static RedisServerBuilder node() {
    return RedisServer.builder().config("repl-diskless-sync-delay", "0");
  }

  /**
   * The address of the primary by its Sentinels.
   *
   * @return such as {@code redis-sentinel://127.0.0.1:PORT,127.0.0.1:PORT,127.0.0.1:PORT/mine}
   */
  public String uri() {
    return sentinels.stream()
        .map(sentinel -> "127.0.0.1:" + sentinel.port())
        .collect(Collectors.joining(",", "redis-sentinel://", "/" + NAME));
  }

  /**
   * The Sentinels.
   *
   * @return three of them
   */
  public List<RedisServer> sentinels() {
    return List.copyOf(sentinels);
  }

  /**
   * The primary and the replicas, in the order in which they were started.
   *
   * @return three of them
   */
  public List<RedisServer> nodes() {
    return List.copyOf(nodes);
  }

  /**
   * The server that says that it is the primary, and that most Sentinels name.
   *
   * @return the primary; waits for one while there is none
   */
  public RedisServer primary() {
    return Eventually.value("a primary", this::presentPrimary);
  }

  /**
   * Lets the primary go on with nobody behind it, so that whatever it does from now on is lost when
   * it dies.
   */
  public void stopReplication() {
    RedisServer primary = primary();
    Replication.stop(primary, nodes.stream().filter(node -> node != primary).toList());
  }

  /**
   * Undoes {@link #stopReplication}, for all servers but one that is down.
   *
   * @param dead the server that is down
   */
  public void resumeReplicationWithout(RedisServer dead) {
    Replication.resume(nodes.stream().filter(node -> node != dead).toList());
  }

  /**
   * Kills the primary ({@code kill -9}).
   *
   * @return the one that was killed, which may be {@linkplain RedisServer#restart() restarted}
   */
  public RedisServer killPrimary() {
    RedisServer primary = primary();
    primary.kill();
    return primary;
  }

  /** Makes the Sentinels choose another primary while this one runs; waits for that. */
  public void switchOver() {
    RedisServer before = primary();
    RedisServer sentinel = sentinels.get(0);
    Eventually.await(
        "another primary",
        () -> {
          if (named(sentinel) == before.port()) {
            // refused while it is at it already; on a busy machine it may give up, and try again
            Talk.attempt(sentinel, "SENTINEL", "FAILOVER", NAME);
          }
          return presentPrimary(before) != null;
        });
  }

  /**
   * Waits until most Sentinels name another server as the primary, which says so too.
   *
   * @param before the primary until then, which may stand still
   */
  public void awaitSuccessor(RedisServer before) {
    Eventually.await("another primary", () -> presentPrimary(before) != null);
  }

  /**
   * Waits until a server replicates from the primary.
   *
   * @param replica the server
   */
  public void awaitReplica(RedisServer replica) {
    Eventually.await(
        "a replica in step", () -> Talk.replication(replica).contains("master_link_status:up"));
  }

  private @Nullable RedisServer presentPrimary() {
    return presentPrimary(null);
  }

  /** Asks nothing of the server that is known not to be it. */
  private @Nullable RedisServer presentPrimary(@Nullable RedisServer not) {
    Map<Integer, Long> votes =
        sentinels.stream().collect(Collectors.groupingBy(this::named, Collectors.counting()));
    return nodes.stream()
        .filter(node -> node != not)
        .filter(node -> votes.getOrDefault(node.port(), 0L) >= 2)
        .filter(node -> Talk.replication(node).contains("role:master"))
        .findFirst()
        .orElse(null);
  }

  private int named(RedisServer sentinel) {
    return Talk.ask(sentinel, "SENTINEL", "GET-MASTER-ADDR-BY-NAME", NAME) instanceof List<?> words
        ? Integer.parseInt(String.valueOf(words.get(1)))
        : 0;
  }

  private static boolean knows(RedisServer sentinel, String field, int number) {
    return Talk.ask(sentinel, "SENTINEL", "MASTER", NAME) instanceof List<?> words
        && String.valueOf(words.get(words.indexOf(field) + 1)).equals("" + number);
  }

  private static void awaitReplicas(RedisServer primary, int number) {
    Eventually.await(
        "replicas in step",
        () ->
            Talk.replication(primary).lines().filter(line -> line.contains("state=online")).count()
                == number);
  }

  /** Ends all servers at once and deletes their folders. */
  @Override
  public void close() {
    sentinels.forEach(RedisServer::close);
    nodes.forEach(RedisServer::close);
  }
}
