package dev.baton.benchmarks.client;

import dev.baton.benchmarks.contestant.Contestant;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Threads that take a lock, give it back, and do so again, until the time is over.
 *
 * @param key the lock's name
 * @param room how much of the lock there is
 * @param ownKeys whether each thread has a lock of its own
 * @param threads how many
 * @param beginNanos when to begin, by {@link System#nanoTime()}, so that all processes do together
 * @param millis how long
 * @param holdMicros how long to hold the lock each time, at work
 * @param logged how many holds of each thread to log
 * @param log where to write the log; empty for none
 */
public record ClosedLoop(
    String key,
    int room,
    boolean ownKeys,
    int threads,
    long beginNanos,
    long millis,
    long holdMicros,
    int logged,
    String log)
    implements Task {

  @Override
  public Outcome perform(Contestant contestant, Keeping keep) throws Exception {
    Witness shared = new Witness(room);
    List<LoopThread> loops = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      loops.add(
          new LoopThread(
              contestant.handle(ownKeys ? key + "-" + i : key),
              ownKeys ? new Witness(room) : shared,
              beginNanos,
              beginNanos + TimeUnit.MILLISECONDS.toNanos(millis),
              TimeUnit.MICROSECONDS.toNanos(holdMicros),
              new HoldLog(logged)));
    }
    List<Thread> running = new ArrayList<>();
    for (LoopThread loop : loops) {
      Thread thread = new Thread(loop, "loop " + running.size());
      running.add(thread);
      thread.start();
    }
    for (Thread thread : running) {
      thread.join();
    }
    if (!log.isEmpty()) {
      HoldLog.write(Path.of(log), loops.stream().map(LoopThread::log).toList());
    }
    return outcome(loops);
  }

  private static Outcome outcome(List<LoopThread> loops) throws Exception {
    Histogram latency = Histograms.make();
    Histogram wait = Histograms.make();
    Histogram absence = Histograms.make();
    long all = 0;
    List<Long> counts = new ArrayList<>();
    for (LoopThread loop : loops) {
      loop.rethrow();
      latency.add(loop.latency());
      wait.add(loop.waits());
      absence.add(loop.absence());
      counts.add(loop.inTime());
      all += loop.all();
    }
    return new Outcome(
        counts.stream().mapToLong(Long::longValue).sum(),
        all,
        counts,
        Histograms.encode(latency),
        Map.of(
            "longestWaitNanos", (double) wait.getMaxValue(),
            "longestAbsenceNanos", (double) absence.getMaxValue()),
        null);
  }
}
