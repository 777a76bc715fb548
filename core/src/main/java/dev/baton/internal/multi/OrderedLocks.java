package dev.baton.internal.multi;

import dev.baton.Acquirable;
import dev.baton.LockTimeoutException;
import dev.baton.MultiLease;
import dev.baton.MultiLeaseFunction;
import dev.baton.MultiLock;
import dev.baton.internal.lease.Faults;
import dev.baton.internal.lease.OfClient;
import dev.baton.internal.lease.Trampoline;
import dev.baton.internal.protocol.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Several locks of one client, in the order of their names. */
public final class OrderedLocks implements MultiLock {
  private static final long FOR_EVER = Long.MAX_VALUE;

  private final Host host;
  private final List<OfClient> locks;

  /**
   * Several locks.
   *
   * @param client what its locks know it by
   * @throws IllegalArgumentException if they cannot be held together
   */
  public OrderedLocks(Host host, Object client, List<? extends Acquirable> locks) {
    this.host = host;
    this.locks = Members.inOrder(client, locks);
  }

  @Override
  public List<Acquirable> locks() {
    return List.copyOf(locks);
  }

  @Override
  public List<String> names() {
    return locks.stream().map(Acquirable::name).toList();
  }

  @Override
  public MultiLease acquire() throws InterruptedException {
    return await(FOR_EVER);
  }

  @Override
  public MultiLease acquire(Duration maxWait) throws InterruptedException {
    return await(Limits.waitNanos(maxWait));
  }

  @Override
  public Optional<MultiLease> tryAcquire() {
    ensureMayWait();
    Gathering gathering = new Gathering(host, locks, 0);
    for (var round = gathering.begin(); round != null; round = gathering.next()) {
      round.join();
    }
    return orEmpty(gathering);
  }

  @Override
  public Optional<MultiLease> tryAcquire(Duration maxWait) throws InterruptedException {
    return orEmpty(gathered(Limits.waitNanos(maxWait)));
  }

  @Override
  public CompletionStage<MultiLease> acquireAsync() {
    return begin(FOR_EVER);
  }

  @Override
  public CompletionStage<MultiLease> acquireAsync(Duration maxWait) {
    return begin(Limits.waitNanos(maxWait));
  }

  @Override
  public <T extends @Nullable Object, X extends Exception> T call(
      MultiLeaseFunction<? extends T, ? extends X> work) throws X, InterruptedException {
    Objects.requireNonNull(work, "work");
    return during(await(FOR_EVER), work);
  }

  @Override
  public <T extends @Nullable Object, X extends Exception> T call(
      Duration maxWait, MultiLeaseFunction<? extends T, ? extends X> work)
      throws X, InterruptedException {
    Objects.requireNonNull(work, "work");
    return during(await(Limits.waitNanos(maxWait)), work);
  }

  private static <T extends @Nullable Object, X extends Exception> T during(
      GatheredLeases leases, MultiLeaseFunction<? extends T, ? extends X> work) throws X {
    T result;
    try (leases) {
      result = work.apply(leases);
    }
    leases.throwIfLost();
    return result;
  }

  private void ensureMayWait() {
    if (!host.mayWait()) {
      throw Faults.mustNotWait(locks.get(0).name());
    }
  }

  private GatheredLeases await(long maxWaitNanos) throws InterruptedException {
    Gathering gathering = gathered(maxWaitNanos);
    GatheredLeases leases = gathering.leases();
    if (leases == null) {
      throw why(gathering);
    }
    return leases;
  }

  private static Optional<MultiLease> orEmpty(Gathering gathering) {
    GatheredLeases leases = gathering.leases();
    if (leases == null && !(gathering.failure() instanceof LockTimeoutException)) {
      throw why(gathering);
    }
    return Optional.ofNullable(leases);
  }

  /** An acquisition that is decided; its rounds are the calling thread's. */
  private Gathering gathered(long maxWaitNanos) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before acquiring; no lock is held");
    }
    ensureMayWait();
    Gathering gathering = new Gathering(host, locks, maxWaitNanos);
    for (var round = gathering.begin(); round != null; round = gathering.next()) {
      try {
        round.get();
      } catch (InterruptedException e) {
        gathering.undo();
        throw new InterruptedException("interrupted while waiting; no lock is held");
      } catch (ExecutionException e) {
        throw new IllegalStateException("a round ends with nothing", e);
      }
    }
    return gathering;
  }

  /** Waits without a thread: whoever ends a round begins the next. */
  private CompletableFuture<MultiLease> begin(long maxWaitNanos) {
    Gathering gathering = new Gathering(host, locks, maxWaitNanos);
    CompletableFuture<MultiLease> result = new CompletableFuture<>();
    var unused = result.whenComplete((leases, thrown) -> gathering.abandon());
    follow(gathering, gathering.begin(), result);
    return result;
  }

  private static void follow(
      Gathering gathering, CompletableFuture<?> round, CompletableFuture<MultiLease> result) {
    var unused =
        round.thenRun(
            () -> {
              CompletableFuture<?> next = gathering.next();
              if (next == null) {
                Trampoline.call(() -> tell(gathering, result));
              } else {
                follow(gathering, next, result);
              }
            });
  }

  private static void tell(Gathering gathering, CompletableFuture<MultiLease> result) {
    GatheredLeases leases = gathering.leases();
    if (leases == null) {
      result.completeExceptionally(why(gathering));
    } else if (!result.complete(leases)) {
      var unused = leases.releaseAsync();
    }
  }

  private static RuntimeException why(Gathering gathering) {
    RuntimeException why = gathering.failure();
    return why != null ? why : new CancellationException();
  }

  /** Their names. */
  @Override
  public String toString() {
    return "MultiLock" + names();
  }
}
