package dev.baton.jedis.internal;

import dev.baton.spi.BackendFault;
import dev.baton.spi.Command;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A command whose caller waits for it. */
public final class JedisCall extends Pending {
  private final Thread caller = Thread.currentThread();

  /** Who sends it when the caller may not; null when the caller may. */
  private final @Nullable IoThread standIn;

  private @Nullable BackendFault abandoned;

  public JedisCall(Command command, long deadline, @Nullable IoThread standIn) {
    super(command, deadline);
    this.standIn = standIn;
  }

  @Override
  public void wakeSender() {
    if (standIn != null) {
      standIn.wake();
    } else if (caller != Thread.currentThread()) {
      LockSupport.unpark(caller);
    }
  }

  @Override
  public void announce() {
    LockSupport.unpark(caller);
  }

  /** Ends the wait for a command that another thread has sent, and may yet read the reply of. */
  public void abandon(BackendFault fault) {
    abandoned = fault;
  }

  @Override
  public boolean isDone() {
    return abandoned != null || super.isDone();
  }

  /** The outcome, on the caller's thread. */
  @Nullable Object outcome() {
    BackendFault fault = super.isDone() ? fault() : abandoned;
    if (fault != null) {
      throw JedisFaults.here(fault);
    }
    return reply();
  }
}
