package dev.baton.internal.protocol;

import dev.baton.internal.script.AcquireReply;
import dev.baton.internal.script.AcquireReply.Delayed;
import dev.baton.internal.script.AcquireReply.Foreign;
import dev.baton.internal.script.AcquireReply.Granted;
import dev.baton.internal.script.AcquireReply.Held;
import dev.baton.internal.script.AcquireReply.Quarantined;
import dev.baton.internal.script.AcquireReply.Queued;
import dev.baton.internal.script.Push;
import dev.baton.internal.script.RejoinReply;
import dev.baton.internal.script.RenewReply;
import dev.baton.internal.script.Request;
import dev.baton.internal.script.Term;
import dev.baton.spi.BackendFault;
import dev.baton.spi.ConnectionFault;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a process to get a lock: told what happened, it says what to do next. A driver
 * does it and decides nothing. It knows no deadline: those who wait in the process have theirs. Not
 * thread-safe.
 */
public final class Acquisition {
  private static final long FIRST_RETRY = TimeUnit.MILLISECONDS.toNanos(25);
  private static final long LAST_RETRY = TimeUnit.MILLISECONDS.toNanos(800);

  private final Request request;
  private final Term term;
  private final long betweenChecks;
  private final boolean waitBegan;

  private final LastSeen seen = new LastSeen();
  private final PushDating place = new PushDating();
  private boolean polls;

  /** Whether there was no inbox when it was last asked for, but may be one. */
  private boolean lacksInbox;

  private boolean leavesTraces;
  private boolean mayRunLate;
  private long retry = FIRST_RETRY;
  private long retryInbox = FIRST_RETRY;
  private Push.@Nullable Granted claim;
  private long claimedAt;

  /**
   * An attempt.
   *
   * @param request who asks
   * @param term for how long
   * @param betweenChecks how often to look behind a holder that will not tell of its release
   * @param waitBegan whether those that it is for have begun to wait, so that a lost connection
   *     does not end it
   */
  public Acquisition(Request request, Term term, long betweenChecks, boolean waitBegan) {
    this.request = request;
    this.term = term;
    this.betweenChecks = betweenChecks;
    this.waitBegan = waitBegan;
  }

  /**
   * Asks for the lock.
   *
   * @param queueing whether to wait for it; if not, opening the inbox is put off until the lock is
   *     known to be held
   * @return what to do
   */
  public Step.Ask ask(boolean queueing) {
    boolean joins = queueing && !polls;
    leavesTraces |= joins;
    return new Step.Ask(joins);
  }

  /**
   * There is no inbox in which a grant could arrive, so that a place in the queue is of no use. The
   * lock is tried instead; if there may be an inbox later, that is asked for again afterwards.
   *
   * @param fault why
   * @return what to do
   */
  public Step onNoInbox(BackendFault fault) {
    boolean later = Transience.passes(fault);
    polls |= !later;
    lacksInbox = later;
    return ask(false);
  }

  /** Whether it has no place in the queue, and tries the lock from time to time. */
  public boolean polls() {
    return polls;
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
    heard();
    if (reply instanceof Granted granted) {
      return onGranted(granted, sentAt, now);
    }
    if (reply instanceof Queued queued) {
      return onQueued(queued, sentAt, now);
    }
    if (reply instanceof Delayed delayed) {
      seen.quarantined(delayed.remaining(), now);
      return onPlace(
          delayed.serverMicros(), sentAt, now + PollSchedule.rest(delayed, leaseNanos()));
    }
    if (reply instanceof Held held) {
      seen.heldBy(held.holder());
      return busy(held.kept(), now);
    }
    if (reply instanceof Quarantined quarantined) {
      seen.quarantined(quarantined.remaining(), now);
      return busy(/* kept= */ false, now);
    }
    return new Step.NotALock(((Foreign) reply).type());
  }

  /**
   * REJOIN was answered.
   *
   * @param reply the answer
   * @param sentAt when the command was sent
   * @param now the time
   * @return what to do
   */
  public Step onRejoined(RejoinReply reply, long sentAt, long now) {
    leavesTraces = true;
    if (reply instanceof AcquireReply reached) {
      return onReply(reached, sentAt, now);
    }
    heard();
    return ask(true);
  }

  /**
   * DOWNGRADE was answered.
   *
   * @param reply the answer
   * @param sentAt when the command was sent
   * @param now the time
   * @return what to do
   */
  public Step onDowngraded(RejoinReply reply, long sentAt, long now) {
    if (reply instanceof Granted granted) {
      return onReply(granted, sentAt, now);
    }
    heard();
    return busy(/* kept= */ false, now);
  }

  /**
   * A grant was pushed.
   *
   * @param message what it says
   * @param now the time
   * @return what to do
   */
  public Step onGrant(Push.Granted message, long now) {
    OptionalLong date = place.dateOf(message, now);
    if (date.isEmpty()) {
      return ask(true);
    }
    long grantedAt = date.getAsLong();
    long validUntil = Validity.afterReply(grantedAt, term.claimMillis());
    if (validUntil <= now) {
      return ask(true);
    }
    if (term.forEver() || request.kind().isVerbatim()) {
      claim = message;
      claimedAt = grantedAt;
      return new Step.Confirm(request.valueWith(message.fence()));
    }
    boolean claimed = term.leaseMillis() > term.claimMillis();
    Fences fences = fences(message.fence(), message.serverMicros(), now);
    return acquired(fences, message.waiting(), grantedAt, validUntil, claimed);
  }

  /**
   * Messages may have been lost, or the connection is another one, perhaps to another server: its
   * clock has nothing to do with the reply that told our place. A push is a hint only, until a
   * command that is sent from now on tells the place again.
   *
   * @param now the time
   */
  public void onInterruption(long now) {
    place.interrupt(now);
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
    Push.Granted confirmed = claim;
    long validUntil = validUntil(sentAt);
    if (confirmed == null || reply != RenewReply.RENEWED || validUntil <= now) {
      return ask(true);
    }
    Fences fences = fences(confirmed.fence(), confirmed.serverMicros(), now);
    return acquired(fences, confirmed.waiting(), claimedAt, validUntil, /* claimed= */ false);
  }

  /**
   * A command was not answered with a value. Before the wait has begun this ends the attempt,
   * unless it is sure to pass; afterwards only a refusal that will not pass does.
   *
   * @param fault why
   * @param now the time
   * @return what to do
   */
  public Step onFault(BackendFault fault, long now) {
    if (fault instanceof ConnectionFault connection && connection.mayHaveRun()) {
      leavesTraces = true;
      mayRunLate = true;
    }
    boolean fresh = !place.wasTold() && !waitBegan && !Transience.isMove(fault);
    if (fresh || !Transience.passes(fault)) {
      return new Step.Failed(fault);
    }
    seen.unanswered(fault);
    long rest = retry;
    retry = Math.min(LAST_RETRY, retry * 2);
    return new Step.Await(now + rest);
  }

  /** What the server said last. */
  public LastSeen seen() {
    return seen;
  }

  /** Whether, without the lock, something of this attempt may be left in the server. */
  public boolean leavesTraces() {
    return leavesTraces;
  }

  /** Whether a command of this attempt may yet be carried out. */
  public boolean mayRunLate() {
    return mayRunLate;
  }

  private Step busy(boolean kept, long now) {
    if (lacksInbox) {
      lacksInbox = false;
      long rest = retryInbox;
      retryInbox = Math.min(LAST_RETRY, retryInbox * 2);
      return new Step.Await(now + rest);
    }
    return polls ? new Step.Await(now + betweenChecks) : new Step.Busy(kept);
  }

  private void heard() {
    seen.heard();
    retry = FIRST_RETRY;
  }

  private Step onQueued(Queued queued, long sentAt, long now) {
    seen.heldBy(queued.holder());
    long rest = PollSchedule.rest(queued, leaseNanos(), betweenChecks);
    return onPlace(queued.serverMicros(), sentAt, now + rest);
  }

  private Step onPlace(long serverMicros, long sentAt, long pollAt) {
    retryInbox = FIRST_RETRY;
    place.tell(serverMicros, sentAt);
    return new Step.Await(pollAt);
  }

  private long leaseNanos() {
    return term.forEver() ? Long.MAX_VALUE : TimeUnit.MILLISECONDS.toNanos(term.leaseMillis());
  }

  private Step onGranted(Granted granted, long sentAt, long now) {
    long validUntil = validUntil(sentAt);
    if (validUntil <= now) {
      // It was ours, and is over before we hear of it.
      leavesTraces = true;
      return new Step.Busy(/* kept= */ false);
    }
    Fences fences = fences(granted.fence(), granted.serverMicros(), now);
    return acquired(fences, granted.waiting(), sentAt, validUntil, /* claimed= */ false);
  }

  private long validUntil(long sentAt) {
    return term.forEver() ? Long.MAX_VALUE : Validity.afterReply(sentAt, term.leaseMillis());
  }

  private Fences fences(long first, long serverMicros, long now) {
    if (request.kind().isShare()) {
      return new Fences.Shared(first);
    }
    return request.span() == 1
        ? new Fences.One(first)
        : new FenceRange(first, first + request.span() - 1, serverMicros, now);
  }

  private Step acquired(
      Fences fences, long waiting, long grantedAt, long validUntil, boolean claimed) {
    return new Step.Acquired(
        new Grant(
            fences,
            request.valueWith(fences.first()),
            grantedAt,
            validUntil,
            claimed,
            waiting > 0));
  }
}
