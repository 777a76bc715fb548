package dev.baton.testing.faults.worker;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A lock that is held until somebody says otherwise; what happens to it is printed. */
final class Holding implements Runnable {
  private static final long BETWEEN = TimeUnit.MILLISECONDS.toNanos(1);

  /** What a holder does all the time. */
  enum Habit {
    /** Nothing that takes time. */
    REST,
    /** It asks whether it holds the lock, without a pause. */
    ASK,
    /** It writes to the resource, and never asks if it may. */
    WRITE
  }

  private final DistributedLock lock;
  private final Habit habit;
  private volatile boolean over;

  Holding(DistributedLock lock, Habit habit) {
    this.lock = lock;
    this.habit = habit;
  }

  @Override
  public void run() {
    try {
      Lease lease = lock.acquire();
      long heldAt = System.nanoTime();
      say("held " + lease.fencingToken() + " " + heldAt);
      long believedAt = heldAt;
      long now = heldAt;
      while (!over && (habit == Habit.WRITE || lease.isHeld())) {
        believedAt = now;
        if (habit == Habit.WRITE) {
          say("write " + lease.fencingToken());
        }
        if (habit != Habit.ASK) {
          LockSupport.parkNanos(BETWEEN);
        }
        now = System.nanoTime();
      }
      say(lease.isHeld() ? lease.release() + " " + now : "LOST " + believedAt);
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
