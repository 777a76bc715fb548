package dev.baton.jedis.internal;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.baton.spi.BackendFault;
import dev.baton.spi.Command;
import dev.baton.spi.ServerError;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Subscribes the push connection. All that is written to that connection is written here, under the
 * lock; the inbox's thread reads without it.
 */
public final class JedisSubscriptions {
  private static final Command PING = Command.of("PING");

  private final JedisFaults faults;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Channels channels = new Channels();
  private @Nullable Link link;
  private long linkOpenedAt;
  private boolean closed;

  public JedisSubscriptions(JedisFaults faults) {
    this.faults = faults;
  }

  private void doLocked(Runnable action) {
    lock.lock();
    try {
      action.run();
    } finally {
      lock.unlock();
    }
  }

  private <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  /** Asks for a channel; completes when the server has confirmed it. */
  public CompletableFuture<Void> ask(JedisChannel channel) {
    return locked(
        () -> {
          if (closed) {
            return CompletableFuture.failedFuture(faults.closed(false));
          }
          if (channels.isConfirmed(channel)) {
            return CompletableFuture.completedFuture(null);
          }
          CompletableFuture<Void> earlier = channels.request(channel);
          if (earlier != null) {
            return earlier;
          }
          CompletableFuture<Void> answer = channels.addRequest(channel);
          if (link != null) {
            send(link, List.of(channel));
          }
          changed.signalAll();
          return answer;
        });
  }

  private void send(Link to, List<JedisChannel> wanted) {
    wanted.forEach(channels::sent);
    write(to, wanted.stream().map(JedisChannel::subscription).toList());
  }

  private static void write(Link to, List<Command> commands) {
    try {
      commands.forEach(to::write);
      to.flush();
    } catch (RuntimeException e) {
      to.sever(); // which the reader notices
    }
  }

  /** Waits for the answer; without one in time the channel is not asked for any longer. */
  public void await(JedisChannel channel, CompletableFuture<Void> answer) {
    long deadline = faults.deadline();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          answer.get(Math.max(0, deadline - System.nanoTime()), NANOSECONDS);
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (TimeoutException e) {
          giveUp(channel, answer);
        } catch (ExecutionException e) {
          if (e.getCause() instanceof BackendFault fault) {
            throw JedisFaults.here(fault);
          }
          throw new AssertionError(e);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void giveUp(JedisChannel channel, CompletableFuture<Void> answer) {
    lock.lock();
    try {
      Command command = channel.subscription();
      if (!channels.isUnanswered(channel)) {
        channels.withdraw(channel, answer, faults.unsent(command));
        return;
      }
      channels.withdraw(channel, answer, faults.silent(command, null));
      if (link != null) {
        link.sever(); // so that no late confirmation brings messages that nobody expects
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes a new connection, and subscribes it to everything.
   *
   * @param openedAt when its opening began
   * @return false when closed
   */
  public boolean begin(Link fresh, long openedAt) {
    return locked(
        () -> {
          if (closed) {
            return false;
          }
          link = fresh;
          linkOpenedAt = openedAt;
          send(fresh, channels.wanted());
          return true;
        });
  }

  /** Gives up a channel, on the server too. */
  public void giveUp(JedisChannel channel) {
    lock.lock();
    try {
      if (channels.giveUp(channel, faults.givenUp()) && link != null) {
        end(link, channel);
      }
    } finally {
      lock.unlock();
    }
  }

  private void end(Link at, JedisChannel channel) {
    channels.sentEnd(channel);
    write(at, List.of(channel.unsubscription(), PING));
  }

  /** The server has confirmed a channel. */
  public void confirm(JedisChannel channel) {
    doLocked(() -> channels.confirm(channel));
  }

  /** The server has answered a PING. */
  public void confirmPing() {
    doLocked(() -> channels.confirmPing());
  }

  /** The server has ended a subscription. */
  public void confirmEnd(JedisChannel channel) {
    doLocked(() -> channels.confirmEnd(channel));
  }

  /** Closes the connection if its opening began before that time, which the reader notices. */
  public void leaveIfOlderThan(long nanoTime) {
    lock.lock();
    try {
      if (link != null && linkOpenedAt - nanoTime < 0) {
        link.sever();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The server has answered with an error; false if the connection is of no use with that. */
  public boolean refuse(ServerError error) {
    return locked(() -> channels.refuse(error));
  }

  /**
   * How things are after an answer.
   *
   * @param ended channels that the server has ended
   * @param calm whether nothing is unanswered
   * @param restored whether subscriptions had been lost, and all is confirmed again
   */
  public record State(List<JedisChannel> ended, boolean calm, boolean restored) {}

  /** What has come of the answers so far; what it tells it tells once. */
  public State settle() {
    return locked(
        () -> {
          boolean calm = channels.isAllAnswered();
          return new State(channels.takeEnded(), calm, calm && channels.restore());
        });
  }

  /**
   * Sends a PING.
   *
   * @return false if this connection is no longer the present one
   */
  public boolean ping(Link present) {
    return locked(
        () -> {
          if (link != present) {
            return false;
          }
          if (channels.isAllAnswered()) {
            channels.sentPing();
            write(present, List.of(PING));
          }
          return true;
        });
  }

  /**
   * The connection, if there was one, has failed: nobody writes to it from here on, and those who
   * wait for an answer fail.
   *
   * @return whether subscriptions were lost that had not been lost before
   */
  public boolean end(BackendFault fault) {
    return locked(
        () -> {
          if (link != null) {
            link.sever();
            link = null;
          }
          channels.disconnected();
          channels.failRequests(fault);
          return !closed && channels.lose();
        });
  }

  /**
   * Waits until a connection is wanted.
   *
   * @param pauseNanos how long to wait at least, to restore what was lost
   * @return false when closed
   */
  public boolean awaitDemand(long pauseNanos) {
    lock.lock();
    try {
      while (!closed && channels.wanted().isEmpty()) {
        changed.awaitUninterruptibly();
      }
      long left = channels.hasConfirmed() ? pauseNanos : 0;
      while (!closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      return !closed;
    } catch (InterruptedException e) {
      return true; // not Baton's doing; the pause is over, then
    } finally {
      lock.unlock();
    }
  }

  public void close() {
    lock.lock();
    try {
      closed = true;
      if (link != null) {
        link.sever();
      }
      channels.failRequests(faults.closed(true));
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
