package dev.baton.jedis.internal;

import dev.baton.spi.Command;
import dev.baton.spi.ServerError;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * The commands of all threads on one connection, with no thread in between.
 *
 * <p>A caller that finds the connection free takes the turn, sends, reads its reply and is done.
 * Callers that come meanwhile queue. The one whose turn is next sends what all of them queued in
 * one batch, reads the replies, and passes the turn on before it wakes the others: a round trip is
 * waited for once, not once a command. (Flat combining, after Hendler, Incze, Shavit and Tzafrir,
 * SPAA 2010, with a socket in the place of the data structure.)
 *
 * <p>Nobody serves the others for long: a turn is one batch. Its replies come together, since a
 * server runs all that it has read of a pipeline before it writes.
 *
 * <p>No wake-up is lost, because each side writes before it looks: a caller queues and then looks
 * whether the turn is free, the holder frees the turn and then looks into the queue.
 */
public final class Commands implements Line.Watcher {
  private final Line line;
  private final JedisFaults faults;
  private final Function<Link, Reconnection> reconnection;
  private final Backlog backlog;
  private final boolean leavesReplica;
  private final Runnable onReplica;
  private final IoThread io = new IoThread(this);
  private volatile @Nullable Thread reconnecting;

  /**
   * @param watcher told when the connection is lost, and when there is another
   * @param onReplica told when the server turned out to be a replica
   */
  public Commands(
      Link first,
      Source source,
      JedisFaults faults,
      Reconnection.Watcher watcher,
      Runnable onReplica) {
    this.leavesReplica = source.leavesReplica();
    this.onReplica = onReplica;
    this.line = new Line(first, this);
    this.faults = faults;
    this.backlog = new Backlog(faults);
    this.reconnection = lost -> new Reconnection(this, lost, source, faults, watcher);
  }

  public @Nullable Object execute(Command command) {
    boolean mayRead = JedisThreads.mayRead();
    Link link = mayRead && backlog.isEmpty() ? begin() : null;
    return link != null ? alone(link, command) : queued(command, mayRead);
  }

  /** Takes the turn, if it is free and there is a connection that has not been closed meanwhile. */
  private @Nullable Link begin() {
    Link link = line.begin();
    if (link != null && link.isGone(faults.timeoutMillis())) {
      line.lose(link);
      line.end();
      return null;
    }
    return link;
  }

  private @Nullable Object alone(Link link, Command command) {
    try {
      link.limitSilence(faults.timeoutMillis());
      link.write(command);
      line.read(link);
      return link.flushAndRead();
    } catch (JedisDataException e) {
      if (JedisFaults.isReadOnly(e)) {
        leaveReplica(link);
      }
      throw new ServerError(JedisFaults.text(e));
    } catch (RuntimeException e) {
      line.lose(link);
      throw line.isClosed() ? faults.closed(true) : faults.unanswered(command, e);
    } catch (Error e) {
      line.lose(link);
      throw e;
    } finally {
      line.end();
    }
  }

  /** The server was the primary once: looks again where that is now. */
  private void leaveReplica(Link link) {
    if (leavesReplica) {
      line.lose(link);
      onReplica.run();
    }
  }

  private @Nullable Object queued(Command command, boolean mayRead) {
    JedisCall call = new JedisCall(command, faults.deadline(), mayRead ? null : io);
    backlog.add(call);
    nudge(call);
    boolean interrupted = false;
    while (!call.isDone()) {
      if (mayRead && tryTurn()) {
        continue;
      }
      long left = call.nanosLeft();
      if (left <= 0) {
        giveUp(call);
      } else {
        LockSupport.parkNanos(this, left);
        // cleared, or the next park would return at once
        interrupted |= Thread.interrupted();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return call.outcome();
  }

  private void giveUp(JedisCall call) {
    if (call.take()) {
      backlog.remove(call);
      call.fail(faults.unsent(call.command));
    } else {
      call.abandon(faults.silent(call.command, null));
    }
    backlog.wakeSender(); // the turn may have been offered to this very caller
  }

  public CompletionStage<@Nullable Object> submit(Command command) {
    return submitAll(List.of(command)).get(0);
  }

  public List<CompletionStage<@Nullable Object>> submitAll(List<Command> commands) {
    List<CompletionStage<@Nullable Object>> stages = new ArrayList<>(commands.size());
    long deadline = faults.deadline();
    Promise last = null;
    for (Command command : commands) {
      last = new Promise(command, deadline, io);
      stages.add(last.future);
      backlog.add(last);
    }
    if (last != null) {
      nudge(last);
    }
    return stages;
  }

  /** Sees to it that a command just queued is sent. */
  private void nudge(Pending queued) {
    if (line.isClosed()) {
      backlog.failAll(() -> faults.closed(false));
      return;
    }
    if (!line.isUp()) {
      LockSupport.unpark(reconnecting);
    }
    if (line.isFree()) {
      queued.wakeSender();
    }
  }

  /**
   * Sends what is queued and reads the replies, if the turn is free.
   *
   * @return false if it is not, or there is no connection: whoever changes that wakes the first in
   *     the queue
   */
  public boolean tryTurn() {
    Link link = begin();
    if (link == null) {
      return false;
    }
    Batch batch = new Batch(faults);
    try {
      batch.send(backlog, link);
      if (!batch.isEmpty()) {
        line.read(link);
        batch.receive(link);
        if (batch.isReadOnly()) {
          leaveReplica(link);
        }
      }
    } catch (RuntimeException | Error e) {
      batch.fail(e, line.isClosed());
      line.lose(link);
      if (e instanceof Error) {
        throw e;
      }
    } finally {
      line.end();
      batch.announce();
    }
    return true;
  }

  @Override
  public void onFree() {
    backlog.wakeSender();
  }

  @Override
  public void onLoss(Link broken) {
    Thread thread = JedisThreads.daemon("baton-jedis-reconnect", reconnection.apply(broken));
    reconnecting = thread;
    thread.start();
    if (backlog.hasWaiting()) {
      io.wake(); // to fail them in time, however long an attempt takes
    }
  }

  /** Goes on with a new connection; false if it was closed instead. */
  public boolean adopt(Link fresh) {
    return line.adopt(fresh);
  }

  /** Whether the calling thread is the one that completes futures. */
  public boolean isTeller() {
    return io.isCurrent();
  }

  public Backlog backlog() {
    return backlog;
  }

  public boolean isClosed() {
    return line.isClosed();
  }

  public void close() {
    line.close();
    backlog.failAll(() -> faults.closed(false));
    io.close();
    LockSupport.unpark(reconnecting);
  }
}
