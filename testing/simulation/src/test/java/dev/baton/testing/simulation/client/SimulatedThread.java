package dev.baton.testing.simulation.client;

import java.util.concurrent.Semaphore;

/**
 * A thread of a simulated process that may wait. It and the world take turns, so that only one of
 * them runs at any time, and the same seed gives the same course again.
 */
final class SimulatedThread extends Thread {
  private final SimulatedProcess process;
  private final Runnable task;
  private final Semaphore turn = new Semaphore(0);
  private final Semaphore turnOfTheWorld = new Semaphore(0);
  private long waits;
  private boolean waiting;

  private SimulatedThread(SimulatedProcess process, Runnable task) {
    super(process + " works");
    this.process = process;
    this.task = task;
    setDaemon(true);
  }

  /** Runs something on a new thread of a process. */
  static void begin(SimulatedProcess process, Runnable task) {
    SimulatedThread thread = new SimulatedThread(process, task);
    process.soon(
        () -> {
          thread.start();
          thread.turnOfTheWorld.acquireUninterruptibly();
        });
  }

  @Override
  public void run() {
    try {
      task.run();
    } catch (SimulatedBackend.Killed killed) {
      // there is nobody any more to go on
    } finally {
      turnOfTheWorld.release();
    }
  }

  /** The calling thread waits for a time, by the true clock. */
  static void pause(long nanos) throws InterruptedException {
    ((SimulatedThread) Thread.currentThread()).waitFor(nanos);
  }

  private void waitFor(long nanos) throws InterruptedException {
    waiting = true;
    waits++;
    wakeAfter(isInterrupted() ? 0 : nanos);
    process.sleeps(this);
    turnOfTheWorld.release();
    turn.acquireUninterruptibly();
    process.wakes(this);
    if (!process.machine().isAlive()) {
      throw new SimulatedBackend.Killed();
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  private void wakeAfter(long nanos) {
    long wait = waits;
    process.after(
        nanos,
        () -> {
          if (wait == waits) {
            wake();
          }
        });
  }

  /** It goes on; called by whoever has the turn. */
  void wake() {
    if (waiting) {
      waiting = false;
      turn.release();
      turnOfTheWorld.acquireUninterruptibly();
    }
  }

  @Override
  public void interrupt() {
    super.interrupt();
    if (waiting) {
      wakeAfter(process.jitter());
    }
  }
}
