package dev.baton.test.internal;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads that keep no JVM alive, each of which does one thing after the other. */
final class DaemonThreads {

  private DaemonThreads() {}

  /** What comes after the end is done by whoever brings it: nobody waits for it in vain. */
  static ExecutorService one(String name) {
    ThreadFactory factory =
        work -> {
          Thread made = new Thread(work, name);
          made.setDaemon(true);
          return made;
        };
    return new ThreadPoolExecutor(
        1,
        1,
        0,
        TimeUnit.NANOSECONDS,
        new LinkedBlockingQueue<>(),
        factory,
        (late, pool) -> late.run());
  }
}
