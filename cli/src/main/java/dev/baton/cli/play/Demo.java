package dev.baton.cli.play;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockState;
import dev.baton.cli.base.ExitCode;
import dev.baton.cli.base.Failure;
import dev.baton.cli.base.Target;
import dev.baton.cli.base.Words;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Two processes, here in one, want the same lock. The first one has it for a while; the second one
 * waits for it, and then prints a message.
 */
public final class Demo {
  public static final String LOCK = "example_lock";
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long LOOK_MILLIS = 5;

  private final Timeline timeline;
  private final Duration hold;

  /**
   * A demonstration.
   *
   * @param timeline where to tell what happens
   * @param hold how long the first one has the lock
   */
  public Demo(Timeline timeline, Duration hold) {
    this.timeline = timeline;
    this.hold = hold;
  }

  /**
   * What was seen.
   *
   * @param delay from the moment when the first one had the lock to that of the message
   * @param queued whether the second one was seen in the wait queue
   * @param firstFence the first one's fencing token
   * @param secondFence the second one's
   * @param freed whether the lock was free in the end
   */
  public record Outcome(
      Duration delay, boolean queued, long firstFence, long secondFence, boolean freed) {}

  private record Relay(long fence, long messageAt) {}

  /** Plays it on a server. */
  public Outcome play(Target server) throws InterruptedException {
    try (LockClient first = server.connect("first");
        LockClient second = server.connect("second")) {
      DistributedLock lock = first.lock(LOCK);
      timeline.tell("first", "asks for " + LOCK);
      try (Lease lease = lock.acquire(PATIENCE)) {
        long taken = System.nanoTime();
        timeline.startAt(taken);
        tellOf("first", lease);
        FutureTask<Relay> waiting = new FutureTask<>(() -> second(second.lock(LOCK)));
        Thread thread = new Thread(waiting, "second");
        thread.setDaemon(true);
        thread.start();
        boolean queued = awaitQueue(lock, waiting);
        keep(taken);
        timeline.tell("first", "releases it: the next in the queue gets it");
        lease.release();
        Relay relay = result(waiting);
        boolean freed = !lock.isLocked();
        timeline.tell("queue", freed ? "nobody holds " + LOCK : LOCK + " is still held");
        return new Outcome(
            Duration.ofNanos(relay.messageAt - taken),
            queued,
            lease.fencingToken(),
            relay.fence,
            freed);
      }
    }
  }

  private Relay second(DistributedLock lock) throws InterruptedException {
    timeline.tell("second", "asks for " + LOCK + " too, and has to wait");
    try (Lease lease = lock.acquire()) {
      tellOf("second", lease);
      long at = timeline.output("This message will be delayed by 3 seconds!");
      timeline.tell("second", "releases it");
      return new Relay(lease.fencingToken(), at);
    }
  }

  /** Waits until the second one is in the queue, and shows who is. */
  private boolean awaitQueue(DistributedLock lock, FutureTask<?> waiting)
      throws InterruptedException {
    LockState state = lock.inspect();
    while (state.waiters().isEmpty() && !waiting.isDone()) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS); // only Redis knows, and it tells nobody
      state = lock.inspect();
    }
    int place = 1;
    for (LockState.Waiter waiter : state.waiters()) {
      timeline.tell("queue", "no. " + place++ + " is " + Words.printable(waiter.ownerToken()));
    }
    return !state.waiters().isEmpty();
  }

  /** Holds the lock until its time is over, and shows each second that it goes on. */
  private void keep(long since) throws InterruptedException {
    for (long passed = System.nanoTime() - since;
        passed < hold.toNanos();
        passed = System.nanoTime() - since) {
      long nextSecond = TimeUnit.SECONDS.toNanos(passed / 1_000_000_000 + 1);
      TimeUnit.NANOSECONDS.sleep(Math.min(nextSecond, hold.toNanos()) - passed);
      if (nextSecond < hold.toNanos()) {
        timeline.tell("second", "waits");
      }
    }
  }

  private static Relay result(FutureTask<Relay> waiting) throws InterruptedException {
    try {
      return waiting.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new Failure(ExitCode.CONFLICT, "the second one never got the lock", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("the second one failed", e);
    }
  }

  private void tellOf(String who, Lease lease) {
    timeline.tell(who, "has it; fencing token " + lease.fencingToken());
    timeline.tell(who, "owner token " + lease.ownerToken());
  }
}
