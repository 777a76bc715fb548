package dev.baton.testing.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A cluster of three primaries with a replica each, all on 127.0.0.1. Its methods block until what
 * they say is so. Not for use by several threads at once, {@code close} apart.
 */
public final class ClusterTopology implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final int PRIMARIES = 3;
  private static final int SLOTS = 16_384;

  private final List<RedisServer> nodes = new ArrayList<>();
  private final ClusterView view = new ClusterView(nodes);

  private ClusterTopology() {}

  /**
   * Starts all six servers, for tests in which none dies: on a machine that is only slow, none is
   * taken for dead. The first three are the primaries, each of a third of the slots.
   *
   * @return the cluster, agreed about its slots, each replica in step
   * @throws IllegalStateException if a server does not come up
   */
  public static ClusterTopology start() {
    return start(Duration.ofSeconds(15));
  }

  /**
   * Starts all six servers. The first three are the primaries, each of a third of the slots.
   *
   * @param silence after how long without an answer a server is taken for dead
   * @return the cluster, agreed about its slots, each replica in step
   * @throws IllegalStateException if a server does not come up
   */
  public static ClusterTopology start(Duration silence) {
    ClusterTopology topology = new ClusterTopology();
    try {
      topology.startAll(silence);
      return topology;
    } catch (RuntimeException e) {
      topology.close();
      throw e;
    }
  }

  private void startAll(Duration silence) {
    for (int i = 0; i < 2 * PRIMARIES; i++) {
      nodes.add(startNode(silence));
      Talk.ask(nodes.get(i), "CLUSTER", "SET-CONFIG-EPOCH", "" + (i + 1));
    }
    for (int i = 0; i < PRIMARIES; i++) {
      String last = "" + (firstSlot(i + 1) - 1);
      Talk.ask(nodes.get(i), "CLUSTER", "ADDSLOTSRANGE", "" + firstSlot(i), last);
    }
    for (RedisServer node : nodes.subList(1, nodes.size())) {
      Talk.ask(nodes.get(0), "CLUSTER", "MEET", HOST, "" + node.port());
    }
    Eventually.await("the nodes to know each other", view::knowEachOther);
    for (int i = 0; i < PRIMARIES; i++) {
      RedisServer replica = nodes.get(PRIMARIES + i);
      String primary = id(nodes.get(i));
      Eventually.await(
          "a replica of " + nodes.get(i).port(),
          () -> Talk.attempt(replica, "CLUSTER", "REPLICATE", primary) != null);
    }
    awaitAgreement();
  }

  private static int firstSlot(int third) {
    return third * SLOTS / PRIMARIES;
  }

  private static RedisServer startNode(Duration silence) {
    return RedisServer.builder()
        .config("cluster-enabled", "yes")
        .config("cluster-node-timeout", "" + silence.toMillis())
        .config("cluster-replica-validity-factor", "0")
        .config("cluster-allow-replica-migration", "no")
        .config("repl-diskless-sync-delay", "0")
        .start();
  }

  /**
   * The address of the cluster.
   *
   * @return such as {@code redis-cluster://127.0.0.1:PORT,127.0.0.1:PORT,127.0.0.1:PORT}
   */
  public String uri() {
    return seeds().stream()
        .map(seed -> HOST + ":" + seed.port())
        .collect(Collectors.joining(",", "redis-cluster://", ""));
  }

  /**
   * Those that {@link #uri()} names.
   *
   * @return the three that were primaries at the start
   */
  public List<RedisServer> seeds() {
    return List.copyOf(nodes.subList(0, PRIMARIES));
  }

  /**
   * All servers, in the order in which they were started.
   *
   * @return six of them
   */
  public List<RedisServer> nodes() {
    return List.copyOf(nodes);
  }

  /**
   * The server that all others that answer name as the primary of a slot.
   *
   * @param slot from 0 to 16,383
   * @return the primary, which answers; waits for one while there is none
   */
  public RedisServer primary(int slot) {
    return Eventually.value("a primary of slot " + slot, () -> view.primary(slot));
  }

  /**
   * The servers that have the first slot of each third, which is all primaries as long as nobody
   * moved one of these.
   *
   * @return the primaries, which answer; waits for one while there is none
   */
  public List<RedisServer> primaries() {
    return IntStream.range(0, PRIMARIES).mapToObj(i -> primary(firstSlot(i))).toList();
  }

  /**
   * The replica of a primary.
   *
   * @param primary one of the servers
   * @return its replica, in step
   */
  public RedisServer replicaOf(RedisServer primary) {
    return Eventually.value("a replica of " + primary.port(), () -> view.replicaOf(primary));
  }

  /**
   * Has the replica of a primary take its place in order: the primary stands still until the
   * replica has all that it has. Waits until all servers know.
   *
   * @param slot from 0 to 16,383
   */
  public void switchOver(int slot) {
    RedisServer before = primary(slot);
    RedisServer next = replicaOf(before);
    Talk.ask(next, "CLUSTER", "FAILOVER");
    Eventually.await("the replica in its primary's place", () -> view.primary(slot) == next);
    awaitAgreement();
  }

  /**
   * Lets the primary of a slot go on with nobody behind it, so that whatever it does from now on is
   * lost when it dies.
   *
   * @param slot from 0 to 16,383
   */
  public void stopReplication(int slot) {
    RedisServer primary = primary(slot);
    Replication.stop(primary, List.of(replicaOf(primary)));
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
   * Kills the primary of a slot ({@code kill -9}).
   *
   * @param slot from 0 to 16,383
   * @return the one that was killed, which may be {@linkplain RedisServer#restart() restarted}
   */
  public RedisServer killPrimary(int slot) {
    RedisServer primary = primary(slot);
    primary.kill();
    return primary;
  }

  /**
   * Waits until all others name another server as the primary of a slot.
   *
   * @param slot from 0 to 16,383
   * @param before the primary until then, which may stand still
   */
  public void awaitSuccessor(int slot, RedisServer before) {
    ClusterView others = view.without(before);
    Eventually.await("another primary of slot " + slot, () -> others.primary(slot) != null);
  }

  /**
   * Moves a slot with its keys to another primary, in the steps that resharding has, and waits
   * until all servers know.
   *
   * @param slot from 0 to 16,383
   * @param to a primary
   */
  public void moveSlot(int slot, RedisServer to) {
    RedisServer from = beginMove(slot, to);
    moveKeys(slot, from, to);
    endMove(slot, from, to);
  }

  /**
   * The first step of a move: from now on the present primary answers {@code ASK} for keys that it
   * does not have.
   *
   * @param slot from 0 to 16,383
   * @param to another primary
   * @return the present primary
   */
  public RedisServer beginMove(int slot, RedisServer to) {
    RedisServer from = primary(slot);
    Talk.ask(to, "CLUSTER", "SETSLOT", "" + slot, "IMPORTING", id(from));
    Talk.ask(from, "CLUSTER", "SETSLOT", "" + slot, "MIGRATING", id(to));
    return from;
  }

  /**
   * The second step: moves all keys that are there.
   *
   * @param slot the slot whose move was begun
   * @param from its primary
   * @param to its next one
   */
  public void moveKeys(int slot, RedisServer from, RedisServer to) {
    while (Talk.ask(from, "CLUSTER", "GETKEYSINSLOT", "" + slot, "100") instanceof List<?> keys
        && !keys.isEmpty()) {
      for (Object key : keys) {
        moveKey(String.valueOf(key), from, to);
      }
    }
  }

  /**
   * Moves one key in the course of a move.
   *
   * @param key the key, which is at {@code from}
   * @param from the slot's primary
   * @param to its next one
   */
  public void moveKey(String key, RedisServer from, RedisServer to) {
    Talk.ask(from, "MIGRATE", HOST, "" + to.port(), key, "0", "10000");
  }

  /**
   * The last step: the slot is the other's; waits until all servers know.
   *
   * @param slot the slot whose keys were moved
   * @param from its primary
   * @param to its next one
   */
  public void endMove(int slot, RedisServer from, RedisServer to) {
    String id = id(to);
    Talk.ask(to, "CLUSTER", "SETSLOT", "" + slot, "NODE", id);
    Talk.ask(from, "CLUSTER", "SETSLOT", "" + slot, "NODE", id);
    Eventually.await("slot " + slot + " at its next primary", () -> view.primary(slot) == to);
  }

  /**
   * Whether the servers can {@linkplain #migrateSlot move a slot} at once.
   *
   * @return true if they have a command for it
   */
  public boolean migratesSlots() {
    return SlotMigration.of(nodes.get(0)).isPresent();
  }

  /**
   * Moves a slot with its keys to another primary at once, as clients see it: they are never asked
   * to look elsewhere for single keys. Waits until all servers know.
   *
   * @param slot from 0 to 16,383
   * @param to another primary
   * @throws UnsupportedOperationException if the servers have no command for it
   * @throws IllegalStateException if they refuse, or it does not come to an end
   */
  public void migrateSlot(int slot, RedisServer to) {
    SlotMigration migration =
        SlotMigration.of(to)
            .orElseThrow(() -> new UnsupportedOperationException("no command moves slots at once"));
    RedisServer from = primary(slot);
    migration.begin(slot, from, to);
    try {
      Eventually.await("slot " + slot + " at its next primary", () -> view.primary(slot) == to);
    } catch (IllegalStateException e) {
      throw new IllegalStateException(e.getMessage() + ": " + migration.log(from, to), e);
    }
  }

  /** Waits until all servers name the same primaries, all slots are served, replicas in step. */
  public void awaitAgreement() {
    Eventually.await("agreement about the slots", () -> view.agrees(PRIMARIES));
    Eventually.await("replicas in step", view::isInStep);
  }

  static String id(RedisServer node) {
    return String.valueOf(Talk.ask(node, "CLUSTER", "MYID"));
  }

  /** Ends all servers at once and deletes their folders. */
  @Override
  public void close() {
    nodes.forEach(RedisServer::close);
  }
}
