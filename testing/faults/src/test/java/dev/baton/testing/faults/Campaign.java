package dev.baton.testing.faults;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.baton.testing.faults.harness.Observer;
import dev.baton.testing.faults.harness.Site;
import dev.baton.testing.faults.harness.Worker;
import dev.baton.testing.faults.inject.Injection;
import dev.baton.testing.faults.inject.ProcessFault;
import dev.baton.testing.faults.worker.SharedLock;
import dev.baton.testing.history.Checker;
import dev.baton.testing.history.Fault;
import dev.baton.testing.history.History;
import dev.baton.testing.server.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** Workers that want the same locks all the time, and one fault after the other. */
final class Campaign {
  private static final int WORKERS = 4;

  /** Longer than anything takes, on a busy machine too; it is what counts as never. */
  private static final Duration NEVER = Duration.ofSeconds(60);

  private final long seed;
  private final Random random;
  private final Site site;
  private final List<Injection> injections;
  private final History seen = new History();
  private final RecoveryTimes recoveries = new RecoveryTimes();

  /** Prepares one at a site that has its workers already. */
  Campaign(long seed, Site site, List<Injection> injections) {
    this.seed = seed;
    this.random = new Random(seed);
    this.site = site;
    this.injections = injections;
  }

  /** A site for all faults: a server that keeps its data, and workers on all adapters. */
  static Site site() throws IOException {
    Site site =
        new Site(
            RedisServer.builder()
                .config("appendonly", "yes")
                .config("appendfsync", "always")
                .config("enable-debug-command", "yes")
                .start());
    for (int i = 0; i < WORKERS; i++) {
      site.hire(ProcessFault.THREADS);
    }
    return site;
  }

  /** Goes on for as long as given, and until each kind of fault has been done once. */
  CampaignResult run(Duration time) throws IOException, InterruptedException {
    for (Worker worker : site.workers()) {
      worker.await("ready");
      worker.tell("loop " + random.nextInt());
    }
    List<String> leftovers = new ArrayList<>();
    try (Observer observer = new Observer(site, seen)) {
      awaitProgress("the start");
      injectAll(System.nanoTime() + time.toNanos());
      for (Worker worker : site.workers()) {
        worker.tell("rest");
      }
      for (Worker worker : site.workers()) {
        worker.await("resting");
      }
    }
    for (SharedLock lock : SharedLock.values()) {
      if (site.waiting(lock.key()) > 0) {
        leftovers.add("waiters for " + lock.key());
      }
    }
    leftovers.addAll(site.stopAndLookForLeftovers());
    History history = site.history(seen);
    Checker checker =
        Checker.exact()
            .slack(NEVER.toNanos())
            .idleBound(NEVER.toNanos())
            .orderlyUnder("kill holder", "kill waiter", "script flush");
    Set<String> losing =
        injections.stream()
            .filter(Injection::losesData)
            .map(Injection::kind)
            .collect(Collectors.toSet());
    return new CampaignResult(seed, checker.check(history), history, losing, recoveries, leftovers);
  }

  private void injectAll(long end) throws IOException, InterruptedException {
    List<Injection> deck = new ArrayList<>();
    boolean all = false;
    while (!all || System.nanoTime() < end) {
      if (deck.isEmpty()) {
        deck.addAll(injections);
        Collections.shuffle(deck, random);
      }
      inject(deck.remove(deck.size() - 1));
      all |= deck.isEmpty();
    }
  }

  private void inject(Injection injection) throws IOException, InterruptedException {
    long from = System.nanoTime();
    injection.strike(site, random);
    long until = System.nanoTime();
    seen.add(new Fault(injection.kind(), from, until));
    awaitProgress(injection.kind());
    recoveries.add(injection.kind(), System.nanoTime() - until);
    LockSupport.parkNanos(MILLISECONDS.toNanos(random.nextInt(500)));
  }

  /** Every worker gets a lock again. */
  private void awaitProgress(String after) {
    Map<Worker, Long> before = new HashMap<>();
    site.workers().forEach(worker -> before.put(worker, worker.grants()));
    Awaitility.await("all workers get a lock again after " + after + ", seed " + seed)
        .atMost(NEVER)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> before.entrySet().stream().allMatch(e -> e.getKey().grants() > e.getValue()));
  }
}
