package dev.baton.internal.election;

import dev.baton.DistributedLock;
import dev.baton.ElectionOptions;
import dev.baton.LeaderElection;
import dev.baton.LeaderObserver;
import dev.baton.Leadership;
import dev.baton.Lease;
import dev.baton.LockOptions;
import dev.baton.internal.lease.MemberLease;
import dev.baton.internal.link.Stages;
import dev.baton.internal.script.LockKeys;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One who wants to lead: waits for the lock, leads, and waits again, whatever happens. Nothing but
 * its end stops it: each wait, term and pause is followed by the next.
 */
final class Candidate implements LeaderElection {
  private static final System.Logger LOG = System.getLogger(Candidate.class.getName());

  /** It does not ask more often than this. */
  private static final long LEAST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** Doublings of the pause until it is the longest. */
  private static final int MOST_FAILURES = 6;

  private final Surroundings client;
  private final LockKeys keys;
  private final ElectionOptions options;
  private final Listener listener;
  private final Callbacks callbacks;
  private final DistributedLock lock;
  private final LeaderObserver observer;
  private final Consumer<Candidate> closing;

  private volatile @Nullable CompletableFuture<Lease> waiting;
  private volatile @Nullable Incumbency term;
  private volatile @Nullable Future<?> pause;
  private volatile boolean closed;

  /** How often it has failed in a row; touched by whoever brings the next event, one at a time. */
  private volatile int failures;

  private volatile long askedAt;

  /**
   * A candidate that is yet to ask.
   *
   * @param observer tells who leads
   * @param closing told when it is closed
   */
  Candidate(
      Surroundings client,
      ElectionOptions options,
      Listener listener,
      LeaderObserver observer,
      Consumer<Candidate> closing) {
    this.client = client;
    this.keys = LockKeys.of(client.prefix(), observer.name());
    this.options = options;
    this.listener = listener;
    this.callbacks = new Callbacks(options.executor().orElse(client.threads()));
    this.observer = observer;
    this.closing = closing;
    this.lock =
        client
            .lock()
            .apply(
                observer.name(),
                LockOptions.defaults()
                    .leaseDuration(options.leaseDuration())
                    .failover(options.failover())
                    .strictFifo(true)); // each candidate has a place of its own in the queue
  }

  /** Asks to lead. */
  void ask() {
    if (closed) {
      return;
    }
    askedAt = client.clock().nanoTime();
    CompletableFuture<Lease> asked;
    try {
      asked = lock.acquireAsync().toCompletableFuture();
    } catch (RuntimeException e) {
      asked = CompletableFuture.failedFuture(e);
    }
    waiting = asked;
    if (closed) {
      asked.cancel(false);
    }
    var unused = asked.whenComplete(this::answered);
  }

  private void answered(@Nullable Lease lease, @Nullable Throwable thrown) {
    if (!(lease instanceof MemberLease granted)) {
      askAfterFailure(thrown);
    } else if (hasTime(granted)) {
      begin(granted);
    } else {
      // A grant that was pushed lasts for a claim only: less than what is to be left at the end.
      var unused =
          granted
              .renewAsync(options.leaseDuration())
              .whenComplete((renewed, fault) -> renewed(granted, fault));
    }
  }

  private void renewed(MemberLease lease, @Nullable Throwable fault) {
    if (fault == null) {
      begin(lease);
    } else {
      var unused = lease.releaseAsync();
      askAfterFailure(Stages.unwrapped(fault));
    }
  }

  private boolean hasTime(Lease lease) {
    return lease.remaining().compareTo(options.leaseDuration().multipliedBy(2).dividedBy(3)) > 0;
  }

  private void begin(MemberLease lease) {
    Incumbency begun = new Incumbency(client, keys, options, listener, callbacks, lease);
    term = begun; // before it looks whether it is closed: who closes it looks for a term afterwards
    if (closed) {
      term = null;
      var unused = lease.releaseAsync();
      return;
    }
    begun.begin();
    var unused = begun.told().thenCombine(begun.released(), (told, released) -> over(begun));
  }

  private boolean over(Incumbency ended) {
    term = null;
    if (ended.failed()) {
      askAfterFailure(null);
    } else {
      failures = 0;
      askAfter(0);
    }
    return true;
  }

  private void askAfterFailure(@Nullable Throwable why) {
    if (why != null && !closed && failures == 0) {
      LOG.log(
          System.Logger.Level.WARNING,
          () -> "candidate for \"" + name() + "\" asks again: " + why.getMessage());
    }
    failures = Math.min(failures + 1, MOST_FAILURES);
    askAfter(Math.min(LEAST_PAUSE_NANOS << (failures - 1), LONGEST_PAUSE_NANOS));
  }

  private void askAfter(long nanos) {
    long now = client.clock().nanoTime();
    long rest = Math.max(nanos, askedAt + LEAST_PAUSE_NANOS - now);
    if (rest > 0) {
      pause = client.timer().at(client.clock().after(rest), this::ask);
    } else {
      ask();
    }
  }

  @Override
  public String name() {
    return lock.name();
  }

  @Override
  public boolean isLeader() {
    Incumbency now = term;
    return now != null && now.isCurrent();
  }

  @Override
  public Optional<Leadership> leadership() {
    Incumbency now = term;
    return now != null && now.isCurrent() ? Optional.of(now) : Optional.empty();
  }

  @Override
  public Optional<Leader> leader() {
    return observer.leader();
  }

  @Override
  public void onChange(Consumer<? super Optional<Leader>> action) {
    observer.onChange(action);
  }

  @Override
  public void close() {
    CompletableFuture<Void> left = leave();
    if (client.mayWait().getAsBoolean() && !callbacks.isCaller()) {
      left.join();
    }
  }

  /** Whether the calling thread is one of its own. */
  boolean isCaller() {
    return callbacks.isCaller();
  }

  /** Is a candidate no more; completes once the next can lead. */
  CompletableFuture<Void> leave() {
    closed = true;
    closing.accept(this);
    observer.close();
    CompletableFuture<Lease> asked = waiting;
    if (asked != null) {
      asked.cancel(false);
    }
    Future<?> next = pause;
    if (next != null) {
      next.cancel(false);
    }
    Incumbency now = term;
    if (now == null) {
      return CompletableFuture.completedFuture(null);
    }
    now.end(Reason.CLOSED);
    return now.released();
  }

  @Override
  public String toString() {
    return "LeaderElection[\"" + name() + "\"" + (isLeader() ? ", leader]" : "]");
  }
}
