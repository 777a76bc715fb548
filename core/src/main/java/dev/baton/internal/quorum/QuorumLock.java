package dev.baton.internal.quorum;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockOptions;
import dev.baton.LockState;
import dev.baton.LockTimeoutException;
import dev.baton.internal.lease.AbstractLock;
import dev.baton.internal.lease.CheckedLease;
import dev.baton.internal.lease.ThreadViews;
import dev.baton.internal.protocol.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** A lock of a quorum: its name and options, and nothing that changes. */
final class QuorumLock extends AbstractLock {
  /** What is between a lease's token and the number of a vote that was asked for later. */
  static final String AGAIN = "+again.";

  private final Quorum quorum;

  QuorumLock(Quorum quorum, String name, LockOptions options) {
    super(quorum, name, options);
    this.quorum = quorum;
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
  protected ThreadViews threads() {
    return quorum.threads();
  }

  @Override
  public boolean isLocked() {
    return count(survey().ask(name(), DistributedLock::isLocked)) >= quorum.majority();
  }

  @Override
  public LockState inspect() {
    return QuorumSurvey.merge(
        name(), survey().ask(name(), DistributedLock::inspect), quorum.majority());
  }

  @Override
  public boolean release(String ownerToken) {
    Limits.ownerToken(ownerToken);
    List<Boolean> released =
        survey().ask(name(), lock -> QuorumSurvey.onBehalf(lock, ownerToken, lock::release));
    quorum.released(name(), ownerToken);
    return count(released) >= quorum.majority();
  }

  @Override
  public boolean renew(String ownerToken, Duration leaseDuration) {
    Limits.ownerToken(ownerToken);
    Limits.lease("leaseDuration", leaseDuration);
    return count(
            quorum
                .survey()
                .ask(
                    name(),
                    lock ->
                        QuorumSurvey.onBehalf(
                            lock, ownerToken, it -> lock.renew(it, leaseDuration))))
        >= quorum.majority();
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
  public Optional<CheckedLease> tryOnce() {
    try {
      return Optional.of(held(blocking(0).join()));
    } catch (CompletionException e) {
      return emptyIfBusy(thrown(e.getCause()));
    }
  }

  @Override
  protected Optional<CheckedLease> tryAwait(long maxWaitNanos) throws InterruptedException {
    try {
      return Optional.of(await(maxWaitNanos));
    } catch (LockTimeoutException busy) {
      return emptyIfBusy(busy);
    }
  }

  private QuorumSurvey survey() {
    quorum.ensureMayWait(name());
    return quorum.survey();
  }

  private CompletableFuture<Lease> blocking(long maxWaitNanos) {
    quorum.ensureMayWait(name());
    return begin(maxWaitNanos);
  }

  @Override
  protected CompletableFuture<Lease> begin(long maxWaitNanos) {
    return QuorumWaiter.acquire(quorum, name(), options(), maxWaitNanos);
  }

  @Override
  protected CheckedLease await(long maxWaitNanos) throws InterruptedException {
    CompletableFuture<Lease> waiting = blocking(maxWaitNanos);
    try {
      return held(waiting.get());
    } catch (InterruptedException e) {
      if (!waiting.completeExceptionally(e)) {
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
}
