package dev.baton.internal.link;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a client has to do with the server that has a lock: the channel on which it hears of grants,
 * and that server's clock.
 */
public final class LockServer {
  private final Channel channel;
  private final AtomicInteger users = new AtomicInteger();
  private volatile ServerClock clock = new ServerClock();
  private volatile boolean idle;

  public LockServer(Channel channel) {
    this.channel = channel;
  }

  public Channel channel() {
    return channel;
  }

  public ServerClock clock() {
    return clock;
  }

  /** Another server may have the locks now, with another clock. */
  public void mayHaveMoved() {
    clock = new ServerClock();
  }

  /** Somebody is to hear what comes on the channel; before it is looked whether that is open. */
  public void enter() {
    users.incrementAndGet();
    idle = false;
  }

  /** Who has entered needs it no more. */
  public void leave() {
    users.decrementAndGet();
  }

  /** Leaves the channel if nobody has needed it since this was last asked. */
  public void leaveIfIdle() {
    if (users.get() == 0 && idle) {
      channel.leaveUnless(() -> users.get() > 0);
    }
    idle = users.get() == 0;
  }
}
