package dev.baton.reactor;

import dev.baton.Acquirable;
import dev.baton.Lease;
import dev.baton.LeaseLostException;
import dev.baton.MultiLease;
import dev.baton.MultiLock;
import dev.baton.ReleaseOutcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * One lock or several: what differs between them.
 *
 * @param subject what is acquired
 * @param locks all that are held then
 * @param type what they are held by
 * @param acquire begins to acquire them; waits for as long as it takes if there is no time
 * @param ensureHeld throws if they are not
 * @param release gives them back
 * @param lost how they are lost
 */
record Lockable<L>(
    Object subject,
    List<Acquirable> locks,
    Class<L> type,
    Function<@Nullable Duration, CompletionStage<L>> acquire,
    Consumer<L> ensureHeld,
    Function<L, CompletionStage<ReleaseOutcome>> release,
    Function<L, CompletionStage<LeaseLostException>> lost) {

  static Lockable<Lease> of(Acquirable lock) {
    return new Lockable<>(
        lock,
        List.of(lock),
        Lease.class,
        longest -> longest == null ? lock.acquireAsync() : lock.acquireAsync(longest),
        Lease::ensureHeld,
        Lease::releaseAsync,
        lease -> lease.lost().thenApply(reason -> new LeaseLostException(lock.name(), reason)));
  }

  static Lockable<MultiLease> of(MultiLock locks) {
    return new Lockable<>(
        locks,
        locks.locks(),
        MultiLease.class,
        longest -> longest == null ? locks.acquireAsync() : locks.acquireAsync(longest),
        MultiLease::ensureHeld,
        MultiLease::releaseAsync,
        leases ->
            leases
                .lost()
                .thenApply(loss -> new LeaseLostException(loss.lockName(), loss.reason())));
  }

  /**
   * Fails once the lock is lost, on a thread of Reactor's; never ends otherwise. The lock is
   * watched from now on.
   */
  Mono<?> loss(L lease) {
    CompletionStage<LeaseLostException> watched = lost.apply(lease);
    return Mono.create(sink -> watched.thenAccept(sink::error)).publishOn(Schedulers.parallel());
  }

  @Override
  public String toString() {
    return subject.toString();
  }
}
