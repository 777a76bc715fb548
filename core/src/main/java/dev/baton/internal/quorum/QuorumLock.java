package dev.baton.internal.quorum;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LeaseFunction;
import dev.baton.LockOptions;
import dev.baton.LockState;
import dev.baton.LockTimeoutException;
import dev.baton.internal.protocol.Limits;
import dev.baton.internal.runtime.CheckedLease;
import dev.baton.internal.runtime.LeaseSource;
import dev.baton.internal.runtime.ThreadOwnedLock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/** A lock of a quorum: its name and options, and nothing that changes. */
final class QuorumLock implements DistributedLock, LeaseSource {
  /** What is between a lease's token and the number of a vote that was asked for later. */
  static final String AGAIN = "+again.";

  private static final long FOR_EVER = Long.MAX_VALUE;

  private final QuorumClient client;
  private final String name;
  private final LockOptions options;

  QuorumLock(QuorumClient client, String name, LockOptions options) {
    this.client = client;
    this.name = Limits.name(name);
    this.options = options;
    if (options.ownerToken().isPresent()
        || options.strictFifo()
        || options.stickyFor().isPresent()
        || options.holdAtLeast().isPresent()) {
      throw new IllegalArgumentException(
          "a quorum's locks have no queue and tokens of their own: ownerToken, strictFifo,"
              + " stickyFor and holdAtLeast are for locks on one server");
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public LockOptions options() {
    return options;
  }

  @Override
  public Lease acquire() throws InterruptedException {
    return interruptibly(FOR_EVER);
  }

  @Override
  public Lease acquire(Duration maxWait) throws InterruptedException {
    return interruptibly(Limits.waitNanos(maxWait));
  }

  @Override
  public Optional<Lease> tryAcquire() {
    return tryOnce().map(lease -> lease);
  }

  @Override
  public Optional<Lease> tryAcquire(Duration maxWait) throws InterruptedException {
    return tryFor(Limits.waitNanos(maxWait)).map(lease -> lease);
  }

  @Override
  public CompletionStage<Lease> acquireAsync() {
    return begin(FOR_EVER);
  }

  @Override
  public CompletionStage<Lease> acquireAsync(Duration maxWait) {
    return begin(Limits.waitNanos(maxWait));
  }

  @Override
  public <T extends @Nullable Object, X extends Exception> T call(
      LeaseFunction<? extends T, ? extends X> work) throws X, InterruptedException {
    Objects.requireNonNull(work, "work");
    return CheckedLease.during(interruptibly(FOR_EVER), work);
  }

  @Override
  public <T extends @Nullable Object, X extends Exception> T call(
      Duration maxWait, LeaseFunction<? extends T, ? extends X> work)
      throws X, InterruptedException {
    Objects.requireNonNull(work, "work");
    return CheckedLease.during(interruptibly(Limits.waitNanos(maxWait)), work);
  }

  @Override
  public Lock asJavaLock() {
    return new ThreadOwnedLock(this, client.threadHolds());
  }

  @Override
  public boolean isLocked() {
    return count(survey().ask(name, DistributedLock::isLocked)) >= client.majority();
  }

  @Override
  public LockState inspect() {
    return Survey.merge(name, survey().ask(name, DistributedLock::inspect), client.majority());
  }

  @Override
  public boolean release(String ownerToken) {
    Limits.ownerToken(ownerToken);
    List<Boolean> released =
        survey().ask(name, lock -> Survey.onBehalf(lock, ownerToken, lock::release));
    client.released(name, ownerToken);
    return count(released) >= client.majority();
  }

  @Override
  public boolean renew(String ownerToken, Duration leaseDuration) {
    Limits.ownerToken(ownerToken);
    Limits.lease("leaseDuration", leaseDuration);
    return count(
            client
                .survey()
                .ask(
                    name,
                    lock -> Survey.onBehalf(lock, ownerToken, it -> lock.renew(it, leaseDuration))))
        >= client.majority();
  }

  @Override
  public CheckedLease acquireUninterruptibly() {
    try {
      return held(blocking(FOR_EVER).join());
    } catch (CompletionException e) {
      throw thrown(e.getCause());
    }
  }

  @Override
  public CheckedLease acquireInterruptibly() throws InterruptedException {
    return interruptibly(FOR_EVER);
  }

  @Override
  public Optional<CheckedLease> tryOnce() {
    try {
      return Optional.of(held(blocking(0).join()));
    } catch (CompletionException e) {
      return emptyIfBusy(thrown(e.getCause()));
    }
  }

  @Override
  public Optional<CheckedLease> tryFor(long maxWaitNanos) throws InterruptedException {
    try {
      return Optional.of(interruptibly(maxWaitNanos));
    } catch (LockTimeoutException busy) {
      return emptyIfBusy(busy);
    }
  }

  private Survey survey() {
    client.ensureMayWait(name);
    return client.survey();
  }

  private CompletableFuture<Lease> blocking(long maxWaitNanos) {
    client.ensureMayWait(name);
    return begin(maxWaitNanos);
  }

  private CompletableFuture<Lease> begin(long maxWaitNanos) {
    return QuorumWaiter.acquire(client, name, options, maxWaitNanos);
  }

  private CheckedLease interruptibly(long maxWaitNanos) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before acquiring; the lock is not held");
    }
    CompletableFuture<Lease> waiting = blocking(maxWaitNanos);
    try {
      return held(waiting.get());
    } catch (InterruptedException e) {
      if (!waiting.cancel(false)) {
        var unused = waiting.thenAccept(Lease::releaseAsync);
      }
      throw new InterruptedException("interrupted while waiting; the lock is not held");
    } catch (ExecutionException e) {
      throw thrown(e.getCause());
    }
  }

  private static CheckedLease held(Lease lease) {
    return (CheckedLease) lease;
  }

  private static Optional<CheckedLease> emptyIfBusy(RuntimeException why) {
    if (why instanceof LockTimeoutException) {
      return Optional.empty();
    }
    throw why;
  }

  private static RuntimeException thrown(@Nullable Throwable cause) {
    return cause instanceof RuntimeException why ? why : new IllegalStateException(cause);
  }

  private static int count(List<Boolean> answers) {
    return (int) answers.stream().filter(yes -> yes).count();
  }

  /** Locks of one client with one name and the same options are the same. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof QuorumLock that
        && client == that.client
        && name.equals(that.name)
        && options.equals(that.options);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return "DistributedLock[\"" + name + "\"]";
  }
}
