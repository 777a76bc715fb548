package dev.baton.testing.simulation.world;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The connection on which a client sends commands: in order, each answered or not. When it breaks,
 * commands under way may yet be carried out; it is opened again by itself.
 */
public final class CommandLine {
  private final World world;
  private final Machine machine;
  private final Server server;
  private final Network network;
  private final Runnable reopened;
  private final Set<Exchange> underWay = new LinkedHashSet<>();
  private double repeatPercent;
  private Wire requests;
  private Wire replies;
  private boolean open = true;
  private boolean closed;
  private long generation;

  /** What became of a command. */
  public interface Outcome {
    /** A reply came: null, a number, a string, a list, or an error. */
    void replied(@Nullable Object reply);

    /** None came. */
    void failed(boolean mayHaveRun);
  }

  /** An open line. */
  public CommandLine(
      World world, Machine machine, Server server, Network network, Runnable reopened) {
    this.world = world;
    this.machine = machine;
    this.server = server;
    this.network = network;
    this.reopened = reopened;
    this.requests = new Wire(world, network);
    this.replies = new Wire(world, network);
    server.onDown(this::cut);
    server.onDemotion(this::cut);
  }

  /** So many commands of a hundred are carried out twice. */
  public void repeat(double percent) {
    repeatPercent = percent;
  }

  /** Sends a command; the outcome is told within the timeout, by the machine's clock. */
  public void send(List<String> words, long timeoutNanos, Outcome outcome) {
    Exchange exchange = new Exchange(outcome, generation);
    if (!open || closed) {
      world.after(1_000, () -> exchange.fail(/* mayHaveRun= */ false));
      return;
    }
    Wire out = requests;
    Wire back = replies;
    out.send(() -> server.receive(words, reply -> back.send(() -> exchange.reply(reply))));
    if (world.percent(repeatPercent)) {
      world.after(
          world.between(1_000, timeoutNanos),
          () -> out.send(() -> server.receive(words, ignored -> {})));
    }
    world.after(machine.trueNanos(timeoutNanos), () -> exchange.fail(/* mayHaveRun= */ true));
    underWay.add(exchange);
  }

  /** Breaks: what is under way fails, whether or not it arrives. */
  public void cut() {
    if (!open) {
      return;
    }
    open = false;
    generation++;
    requests.breakAt(world.now() + world.oneOf(0L, network.usual(), 200_000_000L));
    replies.breakAt(world.now());
    long noticed = network.delay();
    for (Exchange exchange : underWay) {
      world.after(noticed, () -> exchange.fail(/* mayHaveRun= */ true));
    }
    underWay.clear();
    reopenLater();
  }

  /** Replies disappear for a while. */
  public void swallowFor(long nanos) {
    swallow(replies, nanos);
  }

  /** Commands and replies disappear for a while. */
  public void swallowAllFor(long nanos) {
    swallow(requests, nanos);
    swallow(replies, nanos);
  }

  private void swallow(Wire wire, long nanos) {
    wire.swallow(true);
    world.after(nanos, () -> wire.swallow(false));
  }

  private void reopenLater() {
    world.after(
        world.between(500_000, 300_000_000),
        () -> {
          if (closed || !machine.isAlive()) {
            return;
          }
          if (machine.isRunning() && server.isUp()) {
            requests = new Wire(world, network);
            replies = new Wire(world, network);
            open = true;
            machine.run(reopened);
          } else {
            reopenLater();
          }
        });
  }

  /** Is closed for good. */
  public void close() {
    closed = true;
  }

  /** A command under way. */
  private final class Exchange {
    private final Outcome outcome;
    private final long sentIn;
    private boolean done;

    Exchange(Outcome outcome, long sentIn) {
      this.outcome = outcome;
      this.sentIn = sentIn;
    }

    void reply(@Nullable Object reply) {
      if (sentIn == generation) {
        end(() -> outcome.replied(reply));
      }
    }

    void fail(boolean mayHaveRun) {
      end(() -> outcome.failed(mayHaveRun));
    }

    private void end(Runnable told) {
      machine.run(
          () -> {
            if (!done) {
              done = true;
              underWay.remove(this);
              told.run();
            }
          });
    }
  }
}
