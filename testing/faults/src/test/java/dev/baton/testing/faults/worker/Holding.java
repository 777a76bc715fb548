package dev.baton.testing.faults.worker;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A lock that is held until somebody says otherwise; what happens to it is printed. */
final class Holding implements Runnable {
  private static final long BETWEEN = TimeUnit.MILLISECONDS.toNanos(1);

  private final DistributedLock lock;
  private final boolean writing;
  private volatile boolean over;

  /** With {@code writing}, it writes to the resource all the time, and never asks if it may. */
  Holding(DistributedLock lock, boolean writing) {
    this.lock = lock;
    this.writing = writing;
  }

  @Override
  public void run() {
    try {
      Lease lease = lock.acquire();
      say("held " + lease.fencingToken() + " " + System.nanoTime());
      while (!over && (writing || lease.isHeld())) {
        if (writing) {
          say("write " + lease.fencingToken());
        }
        LockSupport.parkNanos(BETWEEN);
      }
      long at = System.nanoTime();
      say(lease.isHeld() ? lease.release() + " " + at : "LOST " + at);
    } catch (LockException | IllegalStateException e) {
      say("failed " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void end() {
    over = true;
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
