package dev.baton.jedis.internal;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.baton.spi.BackendFault;
import dev.baton.spi.Command;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * A command in the queue. Whoever {@linkplain #take takes} it, to send it or to give it up, is the
 * only one to decide its outcome.
 */
public abstract class Pending {
  private static final AtomicIntegerFieldUpdater<Pending> STATE =
      AtomicIntegerFieldUpdater.newUpdater(Pending.class, "state");
  private static final int QUEUED = 0;
  private static final int TAKEN = 1;
  private static final int DONE = 2;

  final Command command;
  private final long deadline;
  private volatile int state = QUEUED;
  private @Nullable Object reply;
  private @Nullable BackendFault fault;

  public Pending(Command command, long deadline) {
    this.command = command;
    this.deadline = deadline;
  }

  public boolean take() {
    return STATE.compareAndSet(this, QUEUED, TAKEN);
  }

  public boolean isQueued() {
    return state == QUEUED;
  }

  public boolean isDone() {
    return state == DONE;
  }

  public long nanosLeft() {
    return deadline - System.nanoTime();
  }

  public int millisLeft() {
    return (int) Math.max(1, NANOSECONDS.toMillis(nanosLeft()));
  }

  public void answer(@Nullable Object reply) {
    this.reply = reply;
    state = DONE;
  }

  public void fail(BackendFault fault) {
    this.fault = fault;
    state = DONE;
  }

  /** The reply of a command that is done, when there is no {@link #fault}. */
  @Nullable Object reply() {
    return reply;
  }

  @Nullable BackendFault fault() {
    return fault;
  }

  /** Wakes whoever could send this command. */
  public abstract void wakeSender();

  /** Tells whoever waits for this command that it is done. */
  public abstract void announce();
}
