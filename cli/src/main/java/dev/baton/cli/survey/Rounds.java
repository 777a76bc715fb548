package dev.baton.cli.survey;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** A thread that does some work again and again, at a {@link Pace}. */
public final class Rounds implements AutoCloseable {
  /** What a round counts for at most that the server did not answer: it may be back soon. */
  private static final long MOST_FOR_NOTHING = Duration.ofMillis(300).toNanos();

  private final ReentrantLock guard = new ReentrantLock();
  private final Condition changed = guard.newCondition();
  private final Pace pace;
  private final BooleanSupplier work;
  private final Thread thread;
  private boolean hurried;
  private volatile boolean closed;

  /**
   * Starts the thread.
   *
   * @param name the thread's
   * @param leastRest between two rounds
   * @param credit see {@link Pace}
   * @param work tells whether the server answered
   */
  public Rounds(String name, Duration leastRest, Duration credit, BooleanSupplier work) {
    this.pace = new Pace(leastRest, credit, System.nanoTime());
    this.work = work;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Asks for a round soon, since somebody waits for it. */
  public void hurry() {
    guard.lock();
    try {
      hurried = true;
      changed.signalAll();
    } finally {
      guard.unlock();
    }
  }

  private void run() {
    try {
      while (!closed) {
        long from = System.nanoTime();
        boolean answered = work.getAsBoolean();
        long to = System.nanoTime();
        pace.worked(answered ? from : to - Math.min(MOST_FOR_NOTHING, to - from), to);
        rest();
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  private void rest() throws InterruptedException {
    guard.lock();
    try {
      long rest = pace.rest(System.nanoTime(), hurried);
      while (rest > 0 && !closed) {
        changed.awaitNanos(rest);
        rest = pace.rest(System.nanoTime(), hurried);
      }
      hurried = false;
    } finally {
      guard.unlock();
    }
  }

  /** Ends the thread; a round that goes on may end a little later. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
