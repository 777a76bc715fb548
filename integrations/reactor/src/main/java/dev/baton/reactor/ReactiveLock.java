package dev.baton.reactor;

import dev.baton.Acquirable;
import dev.baton.DistributedSemaphore;
import dev.baton.Lease;
import dev.baton.LeaseLostException;
import dev.baton.LockTimeoutException;
import dev.baton.MultiLease;
import dev.baton.MultiLock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A lock, or several, held while a {@link Mono} or a {@link Flux} goes on. Immutable, and usable
 * any number of times by any number of subscribers; each subscription acquires the lock for itself.
 *
 * <p>No thread waits. The work is subscribed to on {@link
 * reactor.core.scheduler.Schedulers#parallel()}, and no code of the caller's runs on a thread of
 * Baton's. The lock is acquired on subscription and released before the end is told: once the work
 * has completed or failed, or the subscriber has cancelled, also in the moment in which it is
 * granted.
 *
 * <p>If the lock is lost while the work goes on, the work is cancelled and the subscriber is told
 * {@link LeaseLostException}; the same in place of a result if that shows only at the release.
 * Which means that each lock is {@linkplain Lease#lost() watched}, on a connection of its own for
 * all locks of the client. A release that Redis does not answer is logged, not told, and sent on in
 * the background, as by {@link Lease#close()}. Work that cannot be cancelled, such as a blocking
 * call on another scheduler, goes on without the lock: have the receiver check {@link
 * Lease#fencingToken()}.
 *
 * <p>Other errors are those of {@link Acquirable#acquireAsync(Duration)}: the lock is not held
 * then, and the work was not begun. Work that asks for {@linkplain
 * Acquirable#isSameLock(Acquirable) the same lock} in its own chain would wait for itself: it is
 * told {@link IllegalStateException} at once, unless both are permits and there are enough.
 *
 * <p>The lease is in the context of the work, under {@code Lease.class}, or {@code
 * MultiLease.class} if there are several.
 *
 * @param <L> what the work is given: a {@link Lease}, or a {@link MultiLease}
 */
public final class ReactiveLock<L> {
  /** Where the context of the work has what its chain holds. */
  private static final Object CHAIN = ReactiveLock.class;

  private final Lockable<L> lockable;
  private final @Nullable Duration maxWait;
  private final boolean emptyIfBusy;

  private ReactiveLock(Lockable<L> lockable, @Nullable Duration maxWait, boolean emptyIfBusy) {
    this.lockable = lockable;
    this.maxWait = maxWait;
    this.emptyIfBusy = emptyIfBusy;
  }

  /**
   * A lock, one side of a read/write lock, or permits of a semaphore, waited for as long as it
   * takes.
   *
   * @param lock it
   * @return the same, for Reactor
   */
  public static ReactiveLock<Lease> of(Acquirable lock) {
    return new ReactiveLock<>(Lockable.of(lock), null, /* emptyIfBusy= */ false);
  }

  /**
   * Several locks, all of them or none, waited for as long as it takes.
   *
   * @param locks they
   * @return the same, for Reactor
   */
  public static ReactiveLock<MultiLease> of(MultiLock locks) {
    return new ReactiveLock<>(Lockable.of(locks), null, /* emptyIfBusy= */ false);
  }

  /**
   * Waits no longer than this. Then the subscriber is told {@link LockTimeoutException}, and the
   * work is not begun.
   *
   * @param longest zero or more; zero tries once
   * @return a lock that is waited for no longer
   * @throws IllegalArgumentException if it is negative
   */
  public ReactiveLock<L> maxWait(Duration longest) {
    if (longest.isNegative()) {
      throw new IllegalArgumentException("maxWait is " + longest + ": it must be zero or more");
    }
    return new ReactiveLock<>(lockable, longest, emptyIfBusy);
  }

  /**
   * Completes without a value, in place of {@link LockTimeoutException}, if the lock was not to be
   * had in time. That of another lock within the work is told as ever.
   *
   * @return a lock whose work is left out if it is busy
   */
  public ReactiveLock<L> emptyIfBusy() {
    return new ReactiveLock<>(lockable, maxWait, /* emptyIfBusy= */ true);
  }

  /**
   * Does some work while holding the lock.
   *
   * @param work called after each subscription, once the lock is held
   * @param <T> what it results in
   * @return what the work results in, once the lock has been released
   */
  public <T> Mono<T> withLock(Function<? super L, ? extends Mono<? extends T>> work) {
    return this.<T>during(work).singleOrEmpty();
  }

  /**
   * Does some work while holding the lock, until its last element.
   *
   * @param work called after each subscription, once the lock is held
   * @param <T> its elements
   * @return the elements of the work, as they come; completes once the lock has been released
   */
  public <T> Flux<T> withLockMany(Function<? super L, ? extends Publisher<? extends T>> work) {
    return during(work);
  }

  private <T> Flux<T> during(Function<? super L, ? extends Publisher<? extends T>> work) {
    Objects.requireNonNull(work, "work");
    return Flux.deferContextual(
        context -> {
          List<Acquirable> chain = context.<List<Acquirable>>getOrEmpty(CHAIN).orElse(List.of());
          for (Acquirable wanted : lockable.locks()) {
            if (waitsForItself(wanted, chain)) {
              return Flux.error(heldAlready(wanted));
            }
          }
          List<Acquirable> inner = new ArrayList<>(chain);
          inner.addAll(lockable.locks());
          return Flux.usingWhen(
              Mono.fromSupplier(() -> new Acquiring<>(lockable)),
              acquiring ->
                  acquiring
                      .lease(maxWait, emptyIfBusy)
                      .flatMapMany(lease -> held(work, lease))
                      .contextWrite(outer -> outer.put(CHAIN, List.copyOf(inner)))
                      .concatWith(acquiring.end().then(Mono.empty())), // fails if the lock is lost
              acquiring -> Mono.empty(),
              (acquiring, thrown) -> acquiring.end().onErrorComplete(), // the work's own counts
              acquiring -> acquiring.end().onErrorComplete());
        });
  }

  private <T> Flux<T> held(Function<? super L, ? extends Publisher<? extends T>> work, L lease) {
    Mono<?> loss = lockable.loss(lease);
    return Flux.<T>from(work.apply(lease))
        .takeUntilOther(loss)
        .contextWrite(context -> context.put(lockable.type(), lease));
  }

  /** Whether what a chain holds must, or may have to, be given back first. */
  private static boolean waitsForItself(Acquirable wanted, List<Acquirable> chain) {
    List<Acquirable> same = chain.stream().filter(wanted::isSameLock).toList();
    if (same.isEmpty()) {
      return false;
    }
    int left = wanted instanceof DistributedSemaphore semaphore ? semaphore.permits() : 0;
    for (Acquirable held : same) {
      left -= weight(held);
    }
    return weight(wanted) > left;
  }

  /** How many permits it takes; of what is no semaphore, so many that nothing fits beside it. */
  private static int weight(Acquirable lock) {
    return lock instanceof DistributedSemaphore semaphore
        ? semaphore.weight()
        : Integer.MAX_VALUE / 2;
  }

  private static IllegalStateException heldAlready(Acquirable wanted) {
    return new IllegalStateException(
        "lock \""
            + wanted.name()
            + "\" is held by this chain already and would wait for itself: Baton's locks are not"
            + " reentrant here. Do the inner work under the lease that is there, which is in the"
            + " context as Lease.class");
  }

  /** Which lock it is, and how long it is waited for. */
  @Override
  public String toString() {
    return "ReactiveLock["
        + lockable
        + (maxWait == null ? "" : ", maxWait " + maxWait)
        + (emptyIfBusy ? ", empty if busy]" : "]");
  }
}
