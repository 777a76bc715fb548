package dev.baton.cli.run;

import dev.baton.Acquirable;
import dev.baton.LockException;
import dev.baton.LockState;
import dev.baton.cli.base.Owner;
import dev.baton.cli.base.Proc;
import dev.baton.cli.base.Words;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A line on the terminal, kept up to date while a lock is waited for, and erased at the end. There
 * is none if the wait is short, or standard error is no terminal.
 */
final class Waiting implements AutoCloseable {
  private static final long FIRST_MILLIS = 300;
  private static final long REDRAW_MILLIS = 500;
  private static final int REDRAWS_PER_LOOK = 2;
  private static final String ERASE = "\r\u001b[K";

  private final Acquirable lock;
  private final String application;
  private final PrintWriter err;
  private final long since = System.nanoTime();
  private final CountDownLatch over = new CountDownLatch(1);

  /** Guards what follows, and the drawing: nothing may be drawn after the end. */
  private final ReentrantLock pen = new ReentrantLock();

  private boolean drawn;

  // Touched by the thread that draws only.
  private @Nullable LockState state;
  private long stateAt;

  private Waiting(Acquirable lock, String application, PrintWriter err) {
    this.lock = lock;
    this.application = application;
    this.err = err;
  }

  /**
   * Begins to wait.
   *
   * @param lock what is waited for
   * @param application what this process calls itself to the server
   * @param err standard error
   */
  static Waiting begin(Acquirable lock, String application, PrintWriter err) {
    Waiting waiting = new Waiting(lock, application, err);
    Thread thread = new Thread(waiting::show, "baton-waiting");
    thread.setDaemon(true);
    thread.start();
    return waiting;
  }

  private void show() {
    try {
      if (over.await(FIRST_MILLIS, TimeUnit.MILLISECONDS)) {
        return;
      }
      Owner.Origin self = Owner.Origin.here(application, ProcessHandle.current().pid());
      OptionalInt width = Columns.ofStandardError();
      while (width.isPresent()) {
        look();
        for (int i = 0; i < REDRAWS_PER_LOOK; i++) {
          draw(self, width.getAsInt());
          if (over.await(REDRAW_MILLIS, TimeUnit.MILLISECONDS)) {
            return;
          }
        }
        width = Columns.ofStandardError(); // it may have been resized
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Asks the server; where it is silent, what it said before has to do. */
  private void look() {
    long asked = System.nanoTime();
    try {
      state = lock.inspect();
      stateAt = asked;
    } catch (LockException | IllegalStateException e) {
      // The wait goes on while the server is away, and ends by itself if this is its end.
    }
  }

  private void draw(Owner.Origin self, int width) {
    pen.lock();
    try {
      if (state != null && over.getCount() > 0 && !Proc.isInBackground()) {
        String text = WaitingText.of(state, since(stateAt), self, since(since));
        err.print(ERASE + Words.cut(text, width - 1));
        err.flush();
        drawn = true;
      }
    } finally {
      pen.unlock();
    }
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  /** Ends the wait, without waiting for an answer that may be on its way. */
  @Override
  public void close() {
    pen.lock();
    try {
      over.countDown();
      if (drawn) {
        err.print(ERASE);
        err.flush();
      }
    } finally {
      pen.unlock();
    }
  }
}
