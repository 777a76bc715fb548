package dev.baton.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.spi.Backend;
import dev.baton.spi.BackendFault;
import dev.baton.spi.BackendListener;
import dev.baton.spi.Command;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.ServerAddress.Node;
import dev.baton.spi.ServerError;
import dev.baton.spi.Slots;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One node: up, down or silent, and what it was sent. */
final class ScriptedNode {
  enum State {
    UP,
    DOWN,
    SILENT
  }

  final ScriptedCluster cluster;
  final Node address;

  /** What was sent, such as {@code 1 GET foo}: the number of the connection and the words. */
  final List<String> log = new CopyOnWriteArrayList<>();

  final List<ScriptedConnection> connections = new CopyOnWriteArrayList<>();

  /** What is answered in place of the usual: a reply, a fault, or null for the usual. */
  volatile Function<Command, @Nullable Object> script = command -> null;

  /** Commands that are not answered yet; null while all are answered at once. */
  volatile @Nullable Queue<Runnable> held;

  /** Who owns the slots, as this node has it; null if it knows. */
  volatile @Nullable ScriptedNode @Nullable [] belief;

  /** What whoever connects has to wait for; null for nothing. */
  volatile @Nullable CountDownLatch gate;

  volatile State state = State.UP;

  /** The thread that brings its answers; null if none does. */
  volatile @Nullable Thread reader;

  ScriptedNode(ScriptedCluster cluster, Node address) {
    this.cluster = cluster;
    this.address = address;
  }

  Backend connect(BackendListener listener) {
    CountDownLatch closedGate = gate;
    if (closedGate != null) {
      try {
        closedGate.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    if (state != State.UP) {
      throw new ConnectionFault(address + " refuses", true, null);
    }
    ScriptedConnection connection = new ScriptedConnection(this, listener, connections.size());
    connections.add(connection);
    return connection;
  }

  /** How many commands of that name it was sent. */
  long count(String name) {
    return log.stream().filter(line -> line.split(" ", 3)[1].equals(name)).count();
  }

  boolean hasChannel(String channel) {
    return connections.stream().anyMatch(each -> each.channels.contains(channel));
  }

  void publish(String channel, String message) {
    connections.stream()
        .filter(each -> each.channels.contains(channel))
        .forEach(each -> each.listener.onMessage(message.getBytes(UTF_8)));
  }

  /** Breaks all connections; it cannot be connected to any more. */
  void cut() {
    state = State.DOWN;
    for (ScriptedConnection each : connections) {
      if (!each.closed && !each.channels.isEmpty()) {
        each.listener.onSubscriptionLost();
      }
    }
  }

  /** All connections are back, with those channels that it still has the slots of. */
  void comeBack() {
    state = State.UP;
    for (ScriptedConnection each : connections) {
      if (!each.closed) {
        boolean subscribed = !each.channels.isEmpty();
        each.channels.stream()
            .filter(channel -> cluster.owner(Slots.of(channel.getBytes(UTF_8))) != this)
            .forEach(each::end);
        if (subscribed) {
          each.listener.onResubscribed();
        }
        each.listener.onReconnected();
      }
    }
  }

  void endChannels(int slot) {
    for (ScriptedConnection each : connections) {
      each.channels.stream()
          .filter(channel -> Slots.of(channel.getBytes(UTF_8)) == slot)
          .forEach(each::end);
    }
  }

  /** Leaves commands unanswered until {@link #answer}. */
  void hold() {
    held = new ConcurrentLinkedQueue<>();
  }

  /** Answers the oldest of those. */
  void answer() {
    held.remove().run();
  }

  /** The answer to a command; a {@link BackendFault} is one that fails. */
  @Nullable Object reply(Command command, boolean asked) {
    Object scripted = script.apply(command);
    if (scripted != null) {
      return scripted;
    }
    byte[] key = command.key();
    if (key == null) {
      String words = ScriptedConnection.text(command);
      return words.equals("CLUSTER SLOTS") ? slots() : bytes("any at " + address);
    }
    int slot = Slots.of(key);
    ScriptedNode owner = cluster.owner(slot);
    ScriptedNode next = cluster.importing.get(slot);
    if (owner == null) {
      return new ServerError("CLUSTERDOWN Hash slot not served");
    }
    if (owner == this && next != null) {
      return new ServerError("ASK " + slot + " " + next.address);
    }
    return owner == this || (next == this && asked)
        ? bytes("done at " + address)
        : new ServerError("MOVED " + slot + " " + owner.address);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private List<Object> slots() {
    @Nullable ScriptedNode[] known = belief == null ? cluster.owners() : belief;
    List<Object> ranges = new ArrayList<>();
    for (int first = 0, slot = 1; slot <= Slots.COUNT; slot++) {
      if (slot == Slots.COUNT || known[slot] != known[first]) {
        if (known[first] != null) {
          Node node = known[first].address;
          ranges.add(
              Arrays.asList(
                  (long) first,
                  slot - 1L,
                  Arrays.asList(bytes(node.host()), (long) node.port(), bytes("id"))));
        }
        first = slot;
      }
    }
    return ranges;
  }
}
