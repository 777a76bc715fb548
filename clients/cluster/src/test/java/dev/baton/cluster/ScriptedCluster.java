package dev.baton.cluster;

import dev.baton.spi.Backend;
import dev.baton.spi.BackendListener;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.NodeConnector;
import dev.baton.spi.ServerAddress.Node;
import dev.baton.spi.Slots;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** A cluster in memory: its nodes know the slots at once, and answer as real ones do. */
final class ScriptedCluster implements NodeConnector {
  static final Duration LONG = Duration.ofSeconds(60);

  private final Map<Node, ScriptedNode> nodes = new LinkedHashMap<>();
  private final AtomicReferenceArray<@Nullable ScriptedNode> owners =
      new AtomicReferenceArray<>(Slots.COUNT);

  /** Where slots are on their way to. */
  final Map<Integer, ScriptedNode> importing = new ConcurrentHashMap<>();

  final List<Node> seeds = new ArrayList<>();
  final Duration timeout;

  /** Of that many primaries, and one node without slots. */
  ScriptedCluster(int primaries, Duration timeout) {
    this.timeout = timeout;
    for (int i = 0; i <= primaries; i++) {
      ScriptedNode node = new ScriptedNode(this, new Node("10.0.0.1", 7000 + i));
      nodes.put(node.address, node);
      if (i < primaries) {
        seeds.add(node.address);
        int last = (i + 1) * Slots.COUNT / primaries - 1;
        for (int slot = i * Slots.COUNT / primaries; slot <= last; slot++) {
          owners.set(slot, node);
        }
      }
    }
  }

  ScriptedNode node(int number) {
    return List.copyOf(nodes.values()).get(number);
  }

  @Nullable ScriptedNode owner(int slot) {
    return owners.get(slot);
  }

  /** A copy of who owns which slot. */
  @Nullable ScriptedNode[] owners() {
    @Nullable ScriptedNode[] copy = new @Nullable ScriptedNode[Slots.COUNT];
    Arrays.setAll(copy, owners::get);
    return copy;
  }

  /** Gives a slot to another node, or to none; who is subscribed there is told so. */
  void move(int slot, @Nullable ScriptedNode to) {
    ScriptedNode from = owners.getAndSet(slot, to);
    importing.remove(slot);
    if (from != null) {
      from.endChannels(slot);
    }
  }

  /** Gives all slots of a node to another, without a word to anybody: that one is dead. */
  void failOver(ScriptedNode from, ScriptedNode to) {
    for (int slot = 0; slot < Slots.COUNT; slot++) {
      owners.compareAndSet(slot, from, to);
    }
  }

  @Override
  public Backend connect(Node address, BackendListener listener) {
    ScriptedNode node = nodes.get(address);
    if (node == null) {
      throw new ConnectionFault("no such node", false, null);
    }
    return node.connect(listener);
  }
}
