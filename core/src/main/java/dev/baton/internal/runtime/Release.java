package dev.baton.internal.runtime;

import dev.baton.LossReason;
import dev.baton.internal.lease.Faults;
import dev.baton.internal.protocol.Transience;
import dev.baton.internal.script.Call;
import dev.baton.internal.script.RejoinReply;
import dev.baton.internal.script.ReleaseReply;
import dev.baton.internal.script.Request;
import dev.baton.internal.settings.LockSpec;
import dev.baton.internal.time.Turnstile;
import dev.baton.spi.BackendFault;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Gives a lock back to the server, and tells the last to hold it here what became of that. A client
 * that is closed waits for it, from {@link Settler#expect} on.
 */
final class Release {
  private static final System.Logger LOG = System.getLogger(Release.class.getName());

  private final Hold hold;
  private final Services services;

  Release(Hold hold) {
    this.hold = hold;
    this.services = hold.services();
  }

  /**
   * Sends RELEASE.
   *
   * @param last who is told; null if nobody holds it here
   * @param carrier the calling thread, on which the answer is awaited if that may wait
   */
  void release(@Nullable HeldLease last, Turnstile.Carrier carrier) {
    services
        .runner()
        .send(releaseCall(), carrier.mayWait(), (reply, thrown) -> answered(reply, thrown, last));
  }

  Call<ReleaseReply> releaseCall() {
    LockSpec lock = hold.lock();
    long used = hold.turn().used();
    Optional<Duration> least = lock.options().holdAtLeast();
    if (least.isPresent() && hold.turn().wasHeld()) {
      return lock.calls().releaseAfter(lock.keys(), hold.value(), used, least.get().toMillis());
    }
    long heldMillis = TimeUnit.NANOSECONDS.toMillis(services.clock().nanoTime() - hold.grantedAt());
    boolean outdated = lock.calls().outdatesRecord(lock.term(), heldMillis);
    return lock.calls().release(lock.keys(), hold.value(), used, used > 0 || outdated);
  }

  Call<RejoinReply> rejoinCall(Request next, LockSpec lock) {
    return lock.calls()
        .rejoin(lock.keys(), hold.value(), hold.turn().lastGiven(), next, lock.term());
  }

  Call<RejoinReply> downgradeCall(Request next, LockSpec reading) {
    return reading
        .calls()
        .downgrade(reading.keys(), hold.value(), hold.turn().lastGiven(), next, reading.term());
  }

  /** REJOIN or DOWNGRADE was answered. */
  void rejoined(@Nullable RejoinReply reply, @Nullable Throwable thrown, @Nullable HeldLease last) {
    ReleaseReply released =
        reply instanceof RejoinReply.NotQueued lost ? lost.how() : ReleaseReply.HANDED;
    answered(reply == null ? null : released, thrown, last);
  }

  /** A RELEASE to be sent until it is answered. */
  interface Sweep {
    void settle();
  }

  /** What gives the lock back for certain, see {@link #settle}; made inside the turnstile. */
  Sweep sweep() {
    Call<ReleaseReply> release = releaseCall();
    return () -> settle(release);
  }

  /** The same for as long as closing may take. */
  Sweep whileClosing() {
    Call<ReleaseReply> release = releaseCall();
    return () ->
        services
            .settler()
            .settle(
                release,
                /* mayRunLate= */ false,
                services.clock().after(services.runner().timeoutNanos()));
  }

  /** Sends RELEASE until it is answered, or the lease is over by itself. */
  private void settle(Call<ReleaseReply> release) {
    long longest = TimeUnit.MILLISECONDS.toNanos(hold.tenure().longestMillis());
    long until = longest == 0 ? Long.MAX_VALUE : services.clock().after(longest);
    services.settler().settle(release, /* mayRunLate= */ false, until);
  }

  private void answered(
      @Nullable ReleaseReply reply, @Nullable Throwable thrown, @Nullable HeldLease last) {
    tell(reply, thrown, last);
    services.settler().expectNoMore(hold);
  }

  private void tell(
      @Nullable ReleaseReply reply, @Nullable Throwable thrown, @Nullable HeldLease last) {
    if (reply == null) {
      failed(thrown, last);
    } else if (last != null && reply.wasOurs()) {
      last.released();
    } else if (last != null) {
      LossReason found =
          reply == ReleaseReply.OVERWRITTEN ? LossReason.OVERWRITTEN : LossReason.DELETED;
      boolean ranOut = services.clock().nanoTime() >= hold.tenure().validUntil();
      LossReason reason = ranOut ? hold.expiry() : found;
      HoldLog.lost(hold.lockName(), hold.seat().cohort(), hold.turn(), reason);
      last.lost(reason);
    }
  }

  private void failed(@Nullable Throwable thrown, @Nullable HeldLease last) {
    boolean refused = thrown instanceof BackendFault fault && !Transience.passes(fault);
    RuntimeException why =
        thrown instanceof BackendFault fault
            ? Faults.unreleased(hold.lock().name(), fault)
            : new IllegalStateException(thrown);
    if (!refused) {
      settle(releaseCall());
    } else if (last == null) {
      LOG.log(System.Logger.Level.WARNING, why.getMessage()); // nobody is told of it otherwise
    }
    if (last != null) {
      last.failed(why);
    }
  }
}
