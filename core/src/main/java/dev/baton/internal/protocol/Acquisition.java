package dev.baton.internal.protocol;

import dev.baton.internal.script.AcquireReply;
import dev.baton.internal.script.AcquireReply.Foreign;
import dev.baton.internal.script.AcquireReply.Granted;
import dev.baton.internal.script.AcquireReply.Held;
import dev.baton.internal.script.AcquireReply.Queued;
import dev.baton.internal.script.GrantMessage;
import dev.baton.internal.script.RenewReply;
import dev.baton.internal.script.Request;
import dev.baton.internal.script.Term;
import dev.baton.spi.BackendFault;
import dev.baton.spi.ConnectionFault;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to get a lock: told what happened, it says what to do next. A driver does it,
 * blocking or not, and decides nothing. Not thread-safe.
 */
public final class Acquisition {
  private static final long FIRST_RETRY = TimeUnit.MILLISECONDS.toNanos(25);
  private static final long LAST_RETRY = TimeUnit.MILLISECONDS.toNanos(800);

  private final Request request;
  private final Term term;
  private final long betweenChecks;
  private final long deadline;

  private @Nullable Queued place;
  private long placeAskedAt;
  private boolean leavesTraces;
  private boolean doubtful;
  private @Nullable BackendFault silence;
  private long retry = FIRST_RETRY;
  private long claimedAt;
  private long claimedFence;
  private @Nullable String lastHolder;

  /**
   * An attempt.
   *
   * @param request who asks
   * @param term for how long
   * @param betweenChecks how often to look behind a holder that will not tell of its release
   * @param deadline until when to wait; one that has passed at the start means to try once
   */
  public Acquisition(Request request, Term term, long betweenChecks, long deadline) {
    this.request = request;
    this.term = term;
    this.betweenChecks = betweenChecks;
    this.deadline = deadline;
  }

  /**
   * Begins.
   *
   * @param now the time
   * @param listening whether the inbox is open already; if not, opening it is put off until the
   *     lock is known to be held
   * @return what to do
   */
  public Step start(long now, boolean listening) {
    return ask(listening && now < deadline);
  }

  /**
   * ACQUIRE was answered.
   *
   * @param reply the answer
   * @param sentAt when the command was sent
   * @param now the time
   * @return what to do
   */
  public Step onReply(AcquireReply reply, long sentAt, long now) {
    silence = null;
    retry = FIRST_RETRY;
    if (reply instanceof Granted granted) {
      return onGranted(granted.fence(), sentAt, now);
    }
    if (reply instanceof Queued queued) {
      place = queued;
      placeAskedAt = sentAt;
      lastHolder = queued.holder();
      long leaseNanos =
          term.forEver() ? Long.MAX_VALUE : TimeUnit.MILLISECONDS.toNanos(term.leaseMillis());
      return await(now, PollSchedule.rest(queued, leaseNanos, betweenChecks));
    }
    if (reply instanceof Held held) {
      lastHolder = held.holder();
      return askAgain(now);
    }
    return new Step.NotALock(((Foreign) reply).type());
  }

  /**
   * A grant was pushed.
   *
   * @param message what it says
   * @param now the time
   * @return what to do
   */
  public Step onGrant(GrantMessage message, long now) {
    Queued anchor = place;
    if (anchor == null || message.serverMicros() <= anchor.serverMicros()) {
      // No reply to date it by, or one that says that the grant was over by then.
      return askAgain(now);
    }
    long grantedAt =
        Validity.grantedAt(placeAskedAt, anchor.serverMicros(), message.serverMicros(), now);
    long validUntil = Validity.afterReply(grantedAt, term.claimMillis());
    if (validUntil <= now) {
      return askAgain(now);
    }
    if (term.forEver() || request.kind() == Request.Kind.VERBATIM) {
      claimedAt = grantedAt;
      claimedFence = message.fence();
      return new Step.Confirm(request.valueWith(message.fence()));
    }
    boolean claimed = term.leaseMillis() > term.claimMillis();
    return acquired(message.fence(), grantedAt, validUntil, claimed);
  }

  /**
   * RENEW of a pushed grant was answered.
   *
   * @param reply the answer
   * @param sentAt when the command was sent
   * @param now the time
   * @return what to do
   */
  public Step onConfirmed(RenewReply reply, long sentAt, long now) {
    if (reply != RenewReply.RENEWED) {
      return askAgain(now);
    }
    long validUntil = validUntil(sentAt);
    return validUntil <= now
        ? askAgain(now)
        : acquired(claimedFence, claimedAt, validUntil, /* claimed= */ false);
  }

  /**
   * The time to rest is over, or the connection is back.
   *
   * @param now the time
   * @return what to do
   */
  public Step onWake(long now) {
    return askAgain(now);
  }

  /**
   * A command was not answered with a value. Before the wait has begun this ends the attempt;
   * afterwards only a refusal that will not pass does.
   *
   * @param fault why
   * @param now the time
   * @return what to do
   */
  public Step onFault(BackendFault fault, long now) {
    if (fault instanceof ConnectionFault connection && connection.mayHaveRun()) {
      leavesTraces = true;
      doubtful = true;
    }
    if (lastHolder != null && now >= deadline) {
      return gaveUp();
    }
    if (place == null || !Passing.passes(fault)) {
      return new Step.Failed(fault);
    }
    silence = fault;
    long rest = retry;
    retry = Math.min(LAST_RETRY, retry * 2);
    return await(now, rest);
  }

  /** Whether, without the lock, something of this attempt may be left in the server. */
  public boolean leavesTraces() {
    return leavesTraces;
  }

  /** Whether a command of this attempt may yet be carried out. */
  public boolean doubtful() {
    return doubtful;
  }

  private Step onGranted(long fence, long sentAt, long now) {
    long validUntil = validUntil(sentAt);
    if (validUntil <= now) {
      leavesTraces = true;
      return askAgain(now);
    }
    return acquired(fence, sentAt, validUntil, /* claimed= */ false);
  }

  private long validUntil(long sentAt) {
    return term.forEver() ? Long.MAX_VALUE : Validity.afterReply(sentAt, term.leaseMillis());
  }

  private Step acquired(long fence, long grantedAt, long validUntil, boolean claimed) {
    return new Step.Acquired(
        new Grant(fence, request.valueWith(fence), grantedAt, validUntil, claimed));
  }

  private Step askAgain(long now) {
    return now < deadline ? ask(true) : gaveUp();
  }

  private Step ask(boolean wait) {
    leavesTraces |= wait;
    return new Step.Ask(wait);
  }

  private Step await(long now, long rest) {
    if (now >= deadline) {
      return gaveUp();
    }
    return new Step.Await(rest < deadline - now ? now + rest : deadline);
  }

  private Step gaveUp() {
    return new Step.GaveUp(Optional.ofNullable(lastHolder), Optional.ofNullable(silence));
  }
}
