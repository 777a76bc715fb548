package dev.baton.internal.runtime;

import dev.baton.internal.time.Timer;
import java.util.concurrent.CountDownLatch;

/** Holds a timer's only thread, so that what falls due meanwhile is done at one go afterwards. */
final class ParkedTimer implements AutoCloseable {
  private final CountDownLatch go = new CountDownLatch(1);

  ParkedTimer(Timer timer) {
    CountDownLatch parked = new CountDownLatch(1);
    timer.soon(
        () -> {
          parked.countDown();
          Eventually.await(go);
        });
    Eventually.await(parked);
  }

  /** Lets it go on. */
  @Override
  public void close() {
    go.countDown();
  }

  /** Waits until a timer has done all that is due now. */
  static void drain(Timer timer) {
    CountDownLatch done = new CountDownLatch(1);
    timer.soon(done::countDown);
    Eventually.await(done);
  }
}
