package dev.baton.testing.faults;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.baton.testing.faults.harness.Losses;
import dev.baton.testing.faults.harness.Site;
import dev.baton.testing.faults.harness.Worker;
import dev.baton.testing.faults.inject.Injection;
import dev.baton.testing.faults.worker.Use;
import dev.baton.testing.faults.worker.WantedLock;
import dev.baton.testing.history.Checker;
import dev.baton.testing.history.Fault;
import dev.baton.testing.history.History;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * Workers that want the same locks all the time, and one fault after the other.
 *
 * @param <S> the kind of site
 */
final class Campaign<S extends Site> {
  /** The kind of a change of roles that no fault was to bring about: a server was too slow. */
  private static final String UNASKED_FAILOVER = "unasked failover";

  /** Longer than anything takes, on a busy machine too; it is what counts as never. */
  private static final Duration NEVER = Duration.ofSeconds(60);

  private final long seed;
  private final Random random;
  private final S site;
  private final List<Injection<? super S>> injections;
  private final History seen = new History();
  private final RecoveryTimes recoveries = new RecoveryTimes();
  private String roles;
  private long rolesKnownAt;

  /** Prepares one at a site that has its workers already. */
  Campaign(long seed, Use use, S site, List<? extends Injection<? super S>> injections) {
    this.seed = seed;
    this.random = new Random(seed);
    this.site = site;
    site.use(use);
    this.injections = List.copyOf(injections);
    this.roles = site.roles();
    this.rolesKnownAt = Losses.now();
  }

  /** Goes on for as long as given, and until each kind of fault has been done once. */
  CampaignResult run(Duration time) throws Exception {
    for (Worker worker : site.workers()) {
      worker.await("ready");
      site.putToWork(worker, random.nextInt());
    }
    List<String> leftovers = new ArrayList<>();
    try (AutoCloseable watch = site.watch(seen)) {
      awaitProgress("the start");
      injectAll(System.nanoTime() + time.toNanos());
      for (Worker worker : site.workers()) {
        worker.tell("rest");
      }
      for (Worker worker : site.workers()) {
        worker.await("resting");
      }
    }
    for (WantedLock lock : site.locks()) {
      if (site.waiting(lock.key()) > 0) {
        leftovers.add("waiters for " + lock.key());
      }
      site.stillHeld(lock.key())
          .ifPresent(holder -> leftovers.add(lock.key() + ", held by " + holder));
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
            .collect(Collectors.toCollection(() -> new HashSet<>(Set.of(UNASKED_FAILOVER))));
    return new CampaignResult(seed, checker.check(history), history, losing, recoveries, leftovers);
  }

  private void injectAll(long end) throws IOException, InterruptedException {
    List<Injection<? super S>> deck = new ArrayList<>();
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

  private void inject(Injection<? super S> injection) throws IOException, InterruptedException {
    long from = System.nanoTime();
    injection.strike(site, random);
    long until = System.nanoTime();
    seen.add(new Fault(injection.kind(), from, until));
    awaitProgress(injection.kind());
    recoveries.add(injection.kind(), System.nanoTime() - until);
    noteRoles(injection.changesRoles(), from);
    LockSupport.parkNanos(MILLISECONDS.toNanos(random.nextInt(500)));
  }

  private void noteRoles(boolean changed, long since) {
    String now = site.roles();
    if (!changed && !now.equals(roles)) {
      seen.add(new Fault(UNASKED_FAILOVER, since, System.nanoTime()));
      site.losses().splitSince(rolesKnownAt);
    }
    roles = now;
    rolesKnownAt = Losses.now();
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
