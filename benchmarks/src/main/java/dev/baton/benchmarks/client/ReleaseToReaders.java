package dev.baton.benchmarks.client;

import dev.baton.Lease;
import dev.baton.LockOptions;
import dev.baton.benchmarks.contestant.BatonLock;
import dev.baton.benchmarks.contestant.Contestant;
import dev.baton.benchmarks.contestant.ManyReaders;
import dev.baton.benchmarks.server.ServerFigures;
import dev.baton.benchmarks.server.ServerProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A writer gives a lock back for which readers wait, each in a client of its own.
 *
 * @param uri the server, to ask for its counters before the release and after it
 * @param key the lock's name
 * @param readers how many
 * @param times how often; the figures are those of the time in which the script took least
 */
public record ReleaseToReaders(String uri, String key, int readers, int times) implements Task {
  /** For longer than anything is measured, so that nothing is renewed meanwhile. */
  private static final LockOptions LONG =
      LockOptions.defaults().leaseDuration(ManyReaders.LONG).autoRenew(false);

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private record Release(ServerFigures spent, long untilAllRead) {}

  @Override
  public Outcome perform(Contestant contestant, Keeping keep) throws Exception {
    BatonLock writer = (BatonLock) contestant;
    List<BatonLock> clients = new ArrayList<>();
    keep.atEnd(() -> clients.forEach(BatonLock::close));
    for (int i = 0; i < readers; i++) {
      clients.add(writer.another());
    }
    try (ServerProbe probe = new ServerProbe(uri)) {
      writer.lock(key, LONG).acquire().release(); // the server knows the scripts
      Release best = release(writer, clients, probe);
      for (int i = 1; i < times; i++) {
        Release next = release(writer, clients, probe);
        best = next.spent.scriptMicros() < best.spent.scriptMicros() ? next : best;
      }
      return Outcome.of(
          Map.of(
              "commands", (double) best.spent.scripts(),
              "pushes", (double) best.spent.pushes(),
              "scriptMicros", (double) best.spent.scriptMicros(),
              "allReadNanos", (double) best.untilAllRead));
    }
  }

  private Release release(BatonLock writer, List<BatonLock> clients, ServerProbe probe)
      throws InterruptedException {
    Lease writing = writer.lock(key, LONG).acquire();
    List<CompletableFuture<Lease>> reads =
        clients.stream()
            .map(client -> client.readLock(key, LONG).acquireAsync().toCompletableFuture())
            .toList();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (probe.waiting() < readers) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException("the queue did not come to " + readers + " readers");
      }
      Parking.pause(Duration.ofMillis(20));
    }
    ServerFigures before = probe.figures();
    long begin = System.nanoTime();
    writing.release();
    ServerFigures spent = probe.figures().since(before);
    reads.forEach(CompletableFuture::join);
    long untilAllRead = System.nanoTime() - begin;
    reads.forEach(read -> read.join().release());
    return new Release(spent, untilAllRead);
  }
}
