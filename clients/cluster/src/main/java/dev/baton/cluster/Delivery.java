package dev.baton.cluster;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.baton.spi.Backend;
import dev.baton.spi.BackendFault;
import dev.baton.spi.Command;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.ServerError;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A command on its way to the node that has its slot, however many others name that one first. It
 * is with one node at a time, and goes on only from one that certainly has not carried it out.
 */
final class Delivery {
  private static final int MOST_REDIRECTIONS = 16;

  /** How long to rest before keys of a slot on the move are asked for again, the first time. */
  private static final long FIRST_REST_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private static final long LAST_REST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private enum State {
    /** No node has it. */
    UNSENT,
    /** A node has it that has not answered. */
    SENT,
    OVER
  }

  private final Command command;
  private final Routes routes;
  private final long halfTime;
  private final long deadline;
  private final CompletableFuture<@Nullable Object> reply = new CompletableFuture<>();
  private final AtomicReference<State> state = new AtomicReference<>(State.UNSENT);
  private @Nullable CompletableFuture<Void> alarm;
  private ClusterMember at;
  private int redirections;
  private long rest = FIRST_REST_NANOS;

  /**
   * A command that is not sent yet.
   *
   * @param first the node that it goes to
   * @param begun the {@link System#nanoTime()} from which its time runs
   * @param timeoutNanos within which it has its reply
   */
  Delivery(Command command, ClusterMember first, Routes routes, long begun, long timeoutNanos) {
    this.command = command;
    this.at = first;
    this.routes = routes;
    this.halfTime = begun + timeoutNanos / 2;
    this.deadline = begun + timeoutNanos;
  }

  Command command() {
    return command;
  }

  CompletableFuture<@Nullable Object> reply() {
    return reply;
  }

  /** Sends it to the first node, which is opened if need be. Does not wait. */
  CompletableFuture<@Nullable Object> start() {
    Backend open = at.ifOpen();
    if (open != null && begin()) {
      open.submit(command).whenComplete(this::onReply);
    } else {
      limit();
      send();
    }
    return reply;
  }

  /** Goes on from the first node, which has sent it away. Does not wait. */
  CompletableFuture<@Nullable Object> redirect(ServerError away) {
    limit();
    follow(away);
    return reply;
  }

  private void send() {
    at.whenOpen(
        (opened, thrown) -> {
          if (opened == null) {
            fail(thrown);
          } else if (begin()) {
            opened.submit(command).whenComplete(this::onReply);
          }
        });
  }

  /** Claims the right to send it now; false once it is over. */
  boolean begin() {
    return state.compareAndSet(State.UNSENT, State.SENT);
  }

  /** The present node's answer. */
  void onReply(@Nullable Object value, @Nullable Throwable thrown) {
    if (thrown == null) {
      end();
      reply.complete(value);
      return;
    }
    BackendFault fault = Waits.fault(thrown);
    if (!(fault instanceof ServerError error && Redirection.isPassing(error))) {
      fail(fault);
    } else if (state.compareAndSet(State.SENT, State.UNSENT)) {
      limit();
      follow(error);
    }
  }

  /** The answer to it after that to {@code ASKING}. */
  void onReplyAfterAsking(
      @Nullable Throwable refusal, @Nullable Object value, @Nullable Throwable thrown) {
    boolean turnedAway =
        thrown != null
            && Waits.fault(thrown) instanceof ServerError error
            && Redirection.isOne(error);
    if (refusal != null && turnedAway && Waits.fault(refusal) instanceof ServerError) {
      fail(refusal); // it would go to and fro without ever telling why
    } else {
      onReply(value, thrown);
    }
  }

  /** Goes on to the node that an error names, or later to the same, once no node has it. */
  private void follow(ServerError error) {
    if (Redirection.isHalfway(error)) {
      sendLater(error);
      return;
    }
    Redirection next = Redirection.of(error, at.node());
    if (next == null) {
      routes.refresh();
      fail(notRun("cluster node " + at + " names another without an address"));
    } else if (++redirections > MOST_REDIRECTIONS) {
      fail(notRun("nodes of the cluster go on naming each other, " + at + " last"));
    } else {
      at = routes.follow(next);
      if (next.asking()) {
        at.askLine().send(this);
      } else {
        send();
      }
    }
  }

  /**
   * Asks again, where the map says, when more of the keys have moved: for half the time, so that
   * the last answer has the other half. Without it nobody would know whether the command has run.
   */
  private void sendLater(ServerError halfway) {
    if (System.nanoTime() - halfTime >= 0) {
      fail(halfway);
      return;
    }
    Executor later = CompletableFuture.delayedExecutor(rest, NANOSECONDS, Runnable::run);
    rest = Math.min(LAST_REST_NANOS, 2 * rest);
    redirections = 0;
    later.execute(() -> Waits.onTimer(this::sendAgain));
  }

  private void sendAgain() {
    try {
      at = routes.find(command);
    } catch (ConnectionFault e) {
      fail(e);
      return;
    }
    send();
  }

  private ConnectionFault notRun(String why) {
    return new ConnectionFault(why + "; " + command + " was not carried out", false, null);
  }

  /** Ends it without an answer, or with an error that is the caller's. */
  void fail(@Nullable Throwable thrown) {
    BackendFault fault =
        thrown == null ? notRun("cluster node " + at + " is gone") : Waits.fault(thrown);
    at.note(fault);
    end();
    reply.completeExceptionally(fault);
  }

  private void end() {
    state.set(State.OVER);
    if (alarm != null) {
      alarm.complete(null);
    }
  }

  /** From here on it is more than one node's answer: each has a limit, and so has the whole. */
  private void limit() {
    if (alarm == null) {
      CompletableFuture<Void> set = new CompletableFuture<>();
      alarm = set;
      var unused =
          set.orTimeout(Math.max(0, deadline - System.nanoTime()), NANOSECONDS)
              .exceptionally(
                  late -> {
                    Waits.onTimer(this::expire);
                    return null;
                  });
    }
  }

  private void expire() {
    State last = state.getAndSet(State.OVER);
    if (last != State.OVER) {
      reply.completeExceptionally(
          new ConnectionFault(
              "the cluster did not answer " + command + " in time", last == State.SENT, null));
    }
  }
}
