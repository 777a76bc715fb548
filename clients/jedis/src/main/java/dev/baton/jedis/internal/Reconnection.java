package dev.baton.jedis.internal;

import dev.baton.spi.BackendFault;
import java.util.concurrent.locks.LockSupport;

/**
 * Opens a connection in the place of one that broke, on a thread of its own: callers wait no longer
 * than their commands may take. What is queued when an attempt fails fails with it.
 */
public final class Reconnection implements Runnable {

  /** Who is told of it, on its thread. */
  public interface Watcher {

    /** The connection was lost. */
    void onLost();

    /**
     * There is another.
     *
     * @param lostAt when the one before was lost, in nanoseconds
     */
    void onReconnected(long lostAt);
  }

  private final Commands commands;
  private final Link lost;
  private final Source source;
  private final JedisFaults faults;
  private final Watcher watcher;
  private final long lostAt = System.nanoTime();
  private final ReconnectBackoff backoff = new ReconnectBackoff();

  public Reconnection(
      Commands commands, Link lost, Source source, JedisFaults faults, Watcher watcher) {
    this.commands = commands;
    this.lost = lost;
    this.source = source;
    this.faults = faults;
    this.watcher = watcher;
  }

  @Override
  public void run() {
    lost.close();
    watcher.onLost();
    while (!commands.isClosed()) {
      Link fresh;
      try {
        fresh = source.open();
      } catch (BackendFault | Error e) { // were this thread to die, nobody would connect any more
        commands.backlog().failAll(() -> faults.notConnected(e));
        pause();
        continue;
      }
      if (commands.adopt(fresh)) {
        watcher.onReconnected(lostAt);
      }
      return;
    }
  }

  /** Waits, though not long when there are commands to send. */
  private void pause() {
    long pause = backoff.nextNanos();
    long start = System.nanoTime();
    long waited = 0;
    while (waited < pause && !commands.isClosed()) {
      if (commands.backlog().hasWaiting()) {
        pause = ReconnectBackoff.LEAST_NANOS;
      }
      LockSupport.parkNanos(this, Math.max(1, pause - waited));
      waited = System.nanoTime() - start;
    }
  }
}
