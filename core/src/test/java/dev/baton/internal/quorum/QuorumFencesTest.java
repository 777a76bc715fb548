package dev.baton.internal.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fences rise from one holder to the next, whichever majority each of them had. */
class QuorumFencesTest {
  private static final int SEEDS = 25;
  private static final int HOLDERS = 60;
  private static final List<Node.Fault> FAULTS =
      List.of(Node.Fault.SILENT, Node.Fault.DEAF, Node.Fault.DOWN);

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5})
  void fences_anyMinorityDownAndClocksSkewed_rise(int size) {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Random dice = new Random(seed);
      try (World world = new World(size, seed)) {
        for (Node node : world.nodes) {
          node.skewMicros = dice.nextInt(10_000_000);
        }
        List<QuorumClient> clients = List.of(world.client(), world.client());
        check(world, clients, dice, "seed " + seed);
      }
    }
  }

  private static void check(World world, List<QuorumClient> clients, Random dice, String seed) {
    long fence = 0;
    for (int i = 0; i < HOLDERS; i++) {
      breakMinority(world, dice);
      CompletableFuture<Lease> waiting =
          clients.get(dice.nextInt(2)).lock("k").acquireAsync().toCompletableFuture();
      for (int tries = 0; !waiting.isDone() && tries < 1_000; tries++) {
        world.advance(Duration.ofMillis(50));
      }
      assertThat(waiting).as(seed).isCompleted();
      Lease lease = waiting.join();
      assertThat(lease.fencingToken()).as(seed + ", holder " + i).isGreaterThan(fence);
      fence = lease.fencingToken();
      breakMinority(world, dice);
      if (dice.nextInt(4) == 0) {
        world.advance(Duration.ofSeconds(dice.nextInt(15)));
      }
      var unused = lease.releaseAsync();
    }
  }

  /** Other members than before are out of reach, fewer than a majority can spare. */
  private static void breakMinority(World world, Random dice) {
    int spare = world.nodes.size() - (world.nodes.size() / 2 + 1);
    List<Node> nodes = new ArrayList<>(world.nodes);
    Collections.shuffle(nodes, dice);
    nodes.forEach(node -> node.fault = Node.Fault.NONE);
    for (Node node : nodes.subList(0, dice.nextInt(spare + 1))) {
      node.fault = FAULTS.get(dice.nextInt(FAULTS.size()));
    }
  }

  @Test
  void fence_clocksFarApart_isTheLargestOfTheMajority() {
    try (World world = new World(3)) {
      world.nodes.get(0).skewMicros = 5_000_000;
      Lease first = World.tryOnce(world.client().lock("k")).join();
      world.nodes.get(0).fault = Node.Fault.DOWN;
      var unused = first.releaseAsync();
      Lease second = World.tryOnce(world.client().lock("k")).join();
      assertThat(second.fencingToken()).isEqualTo(first.fencingToken() + 1);
    }
  }
}
