package dev.baton.internal.runtime;

import dev.baton.LossReason;
import dev.baton.internal.protocol.Tenure;
import dev.baton.internal.renew.Renewable;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A hold as far as its time goes: until when it lasts, which any thread may change, and its end,
 * which comes once. Any thread may ask. It is one object with the {@link Hold}, of which there are
 * as many as leases.
 */
abstract class TimedHold extends Renewable {
  private static final AtomicReferenceFieldUpdater<TimedHold, @Nullable Over> OVER =
      AtomicReferenceFieldUpdater.newUpdater(TimedHold.class, Over.class, "over");

  private static final AtomicReferenceFieldUpdater<TimedHold, @Nullable Tenure> TENURE =
      AtomicReferenceFieldUpdater.newUpdater(TimedHold.class, Tenure.class, "tenure");

  private static final Over GIVEN_BACK = new Over(null);

  /** How a hold ended: by which loss, or none. */
  private record Over(@Nullable LossReason loss) {}

  private volatile Tenure tenure;

  private volatile @Nullable Over over;

  /** One that begins with this. */
  TimedHold(Tenure first) {
    this.tenure = first;
  }

  abstract Services services();

  /** In nanoseconds, by the clock of the client. */
  final long now() {
    return services().clock().nanoTime();
  }

  @Override
  public final Tenure tenure() {
    return tenure;
  }

  /**
   * Changes until when it lasts.
   *
   * @param change may be called again with what another thread has made of it
   * @return what it is now
   */
  final Tenure change(UnaryOperator<Tenure> change) {
    while (true) {
      Tenure before = tenure;
      Tenure after = change.apply(before);
      if (TENURE.compareAndSet(this, before, after)) {
        return after;
      }
    }
  }

  /**
   * Ends it, unless it has ended.
   *
   * @param loss how it was lost, or null if it is given back
   * @return whether this ended it
   */
  final boolean endOnce(@Nullable LossReason loss) {
    return OVER.compareAndSet(this, null, loss == null ? GIVEN_BACK : new Over(loss));
  }

  @Override
  public final boolean ended() {
    return over != null;
  }

  /** Whether it ended or ran out. */
  final boolean isOver() {
    return over != null || now() >= tenure.validUntil();
  }

  /** The time until it runs out, if nothing happens. */
  final Duration remaining() {
    long until = tenure.validUntil();
    return Duration.ofNanos(until == Long.MAX_VALUE ? until : Math.max(0, until - now()));
  }

  /** How it was lost, if it was. */
  final @Nullable LossReason loss() {
    Over end = over;
    return end == null ? null : end.loss;
  }

  /** Why it is over once its time is. */
  final LossReason expiry() {
    LossReason known = loss();
    if (known != null) {
      return known;
    }
    return tenure.endsByItself() ? LossReason.MAX_HOLD_REACHED : LossReason.EXPIRED;
  }

  /** Whether nothing but a release or a loss ends it: it is never renewed. */
  final boolean isEndless() {
    return tenure.endless();
  }
}
