package dev.baton.jedis.internal;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The connection that all threads share, and the turn to use it. Only the thread whose turn it is
 * writes, reads, drops or gives back the connection; a new one is put in place only when there is
 * none.
 */
public final class Line {
  private static final int FREE = 0;
  private static final int WRITING = 1;
  private static final int READING = 2;

  /** Who is told of what happens, on the thread that did it. */
  public interface Watcher {

    /** The turn is free again. */
    void onFree();

    /** The connection broke, and has still to be closed. */
    void onLoss(Link broken);
  }

  private final Watcher watcher;
  private final AtomicInteger turn = new AtomicInteger(FREE);
  private volatile @Nullable Link link;
  private volatile boolean closed;

  public Line(Link first, Watcher watcher) {
    this.link = first;
    this.watcher = watcher;
  }

  public boolean isUp() {
    return link != null;
  }

  public boolean isFree() {
    return turn.get() == FREE;
  }

  public boolean isClosed() {
    return closed;
  }

  /**
   * Takes the turn, if it is free and there is a connection.
   *
   * @return the connection to write to, or null if this is not the caller's turn
   */
  @Nullable Link begin() {
    if (link == null || !turn.compareAndSet(FREE, WRITING)) {
      return null;
    }
    Link current = link;
    if (current == null || closed) {
      end();
      return null;
    }
    return current;
  }

  /** From here to {@link #end} the caller only flushes and reads. */
  public void read(Link current) {
    turn.set(READING);
    if (closed) {
      current.sever(); // close() may have looked before
    }
  }

  public void end() {
    turn.set(FREE);
    if (closed) {
      dispose(true);
    }
    watcher.onFree();
  }

  /** Drops a connection that failed; still in the turn. */
  public void lose(Link broken) {
    link = null;
    broken.sever();
    if (closed) {
      broken.close();
    } else {
      watcher.onLoss(broken);
    }
  }

  /**
   * Puts a new connection in the place of the lost one.
   *
   * @return false if it was closed instead, since the line is
   */
  public boolean adopt(Link fresh) {
    link = fresh;
    if (closed) {
      dispose(true);
      return false;
    }
    watcher.onFree();
    return true;
  }

  /**
   * Closes the connection. One that is being read is severed under its reader, who then disposes of
   * it; one that is being written to must not be, as a write would open it again: its writer looks
   * at {@code closed} before it reads.
   */
  public void close() {
    closed = true;
    if (!dispose(false)) {
      Link current = link;
      if (current != null && turn.get() == READING) {
        current.sever();
      }
    }
  }

  /**
   * Closes the connection if nobody uses it.
   *
   * @param suspect whether another thread may be about to sever it; a pool must not lend out such a
   *     connection again
   */
  private boolean dispose(boolean suspect) {
    if (!turn.compareAndSet(FREE, WRITING)) {
      return false;
    }
    Link last = link;
    link = null;
    turn.set(FREE);
    if (last != null) {
      if (suspect) {
        last.sever();
      }
      last.close();
    }
    return true;
  }
}
