package dev.baton.testing.simulation.world;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The connection on which a client hears what is published. When it breaks, client and server
 * notice at different times; it is opened again by itself.
 */
public final class PushLine {
  private static final long SLOWEST_TO_NOTICE = 2_000_000_000L;

  private final World world;
  private final Machine machine;
  private final Server server;
  private final Network network;
  private final Listener listener;
  private double lossPercent;
  private double repeatPercent;
  private @Nullable Wire wire;
  private final Set<String> channels = new LinkedHashSet<>();
  private boolean broken;
  private boolean closed;
  private boolean ledAstray;

  /** Whoever hears. */
  public interface Listener {
    /** A message arrived. */
    void message(String text);

    /** The subscription is lost. */
    void lost();

    /** It is back. */
    void back();
  }

  /** A line that is not open. */
  public PushLine(World world, Machine machine, Server server, Network network, Listener listener) {
    this.world = world;
    this.machine = machine;
    this.server = server;
    this.network = network;
    this.listener = listener;
    server.onDown(() -> cut(/* noticedByServer= */ true));
  }

  /** So many messages of a hundred are lost, and so many arrive twice. */
  public void disturb(double lost, double repeated) {
    lossPercent = lost;
    repeatPercent = repeated;
  }

  /** Subscribes to one channel more; false if that is not possible now. */
  public boolean open(String name) {
    if (closed || broken || !server.isUp()) {
      return false;
    }
    channels.add(name);
    if (wire == null) {
      wire = new Wire(world, network);
    }
    server.subscribe(name, this, ledAstray);
    return true;
  }

  /** Leaves a channel. */
  public void leave(String name) {
    channels.remove(name);
    server.unsubscribe(name, this);
  }

  /** Breaks, and leads to a replica when it is opened again, or to the server. */
  public void lead(boolean toReplica) {
    ledAstray = toReplica;
    cut(/* noticedByServer= */ true);
  }

  /** Messages disappear for a while, and nobody notices. */
  public void swallowFor(long nanos) {
    Wire swallowing = wire;
    if (swallowing != null) {
      swallowing.swallow(true);
      world.after(nanos, () -> swallowing.swallow(false));
    }
  }

  /** Breaks. The server may go on for a while as if it did not. */
  public void cut(boolean noticedByServer) {
    Wire before = wire;
    if (before == null) {
      return;
    }
    before.breakAt(world.now());
    wire = null;
    broken = true;
    long noticed = noticedByServer ? 0 : world.between(1_000, SLOWEST_TO_NOTICE);
    world.after(
        noticed,
        () -> {
          if (wire == null) {
            channels.forEach(name -> server.unsubscribe(name, this));
          }
        });
    world.after(network.delay(), () -> machine.run(listener::lost));
    reopenLater();
  }

  private void reopenLater() {
    world.after(
        world.between(1_000_000, 500_000_000),
        () -> {
          if (closed || !machine.isAlive() || wire != null) {
            return;
          }
          if (machine.isRunning() && server.isUp()) {
            broken = false;
            List.copyOf(channels).forEach(this::open);
            world.after(network.delay(), () -> machine.run(listener::back));
          } else {
            reopenLater();
          }
        });
  }

  /** Is closed for good, by whoever owns it, or because that is dead. */
  public void close(long noticedAfter) {
    closed = true;
    if (!channels.isEmpty()) {
      world.after(noticedAfter, () -> channels.forEach(name -> server.unsubscribe(name, this)));
    }
  }

  /** Sends a message; into nothing if the line is broken and the server has not noticed. */
  void push(String message) {
    Wire open = wire;
    if (open == null || world.percent(lossPercent)) {
      return;
    }
    open.send(() -> machine.run(() -> listener.message(message)));
    if (world.percent(repeatPercent)) {
      open.send(() -> machine.run(() -> listener.message(message)));
    }
  }
}
