package dev.baton.internal.runtime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.baton.internal.lease.Refusal;
import dev.baton.internal.link.ClientIdentity;
import dev.baton.internal.protocol.LastSeen;
import dev.baton.internal.protocol.Step;
import dev.baton.internal.script.AcquireReply;
import dev.baton.internal.script.Call;
import dev.baton.internal.script.Push;
import dev.baton.internal.settings.LockSpec;
import dev.baton.internal.time.Turnstile.Inside;
import dev.baton.spi.BackendFault;
import java.util.OptionalLong;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Gets a lock from the server for a seat of a cohort: does what its acquisition decides. Between
 * one command and the next it waits for a push. All happens inside the cohort's turnstile.
 */
final class Attempt extends Asking implements SeatState.Taken, Runnable {
  /** A place in the queue is there for so long after the last request to wait, see join.lua. */
  private static final long QUEUE_LASTS = TimeUnit.MINUTES.toNanos(1);

  /** Whether it rests until something is pushed. */
  private boolean waiting;

  /** Whether it has ever rested so. */
  private boolean awaited;

  private boolean nudged;

  /** Whether the request is not this process's alone. */
  private boolean disowned;

  private boolean wantedElsewhere;
  private Push.@Nullable Granted grant;
  private @Nullable Future<?> alarm;

  /**
   * An attempt that has yet to begin.
   *
   * @param waitBegan whether those it is for have been waiting before
   * @param forMany whether it is for more than one
   */
  Attempt(Seat seat, boolean waitBegan, boolean forMany) {
    super(seat, waitBegan, forMany);
  }

  /** Whether it rests until something is pushed. */
  boolean isWaiting() {
    return waiting;
  }

  /** Whether the server has said anything yet. */
  boolean isAnswered() {
    return acquisition.seen().wasAnswered();
  }

  /** Why there is no lock yet. */
  Refusal whyNot() {
    LastSeen seen = acquisition.seen();
    OptionalLong quarantine = seen.quarantine(services().clock().nanoTime());
    if (quarantine.isPresent() && seen.silence().isEmpty()) {
      return new Refusal.Quarantined(quarantine.getAsLong());
    }
    // Not to have heard anything yet is not silence: that is what exceeds the command timeout.
    return !seen.wasAnswered() && seen.silence().isPresent()
        ? new Refusal.Failed(seen.silence().get())
        : new Refusal.Busy(
            seen.holder(),
            seen.holder().filter(services().identity()::made).isPresent(),
            seen.silence());
  }

  /** Ends it without the lock: nothing of it stays in the server. */
  void stop(Inside in) {
    rest(in);
    if (acquisition.leavesTraces() && !disowned) {
      LockSpec lock = cohort().lock();
      long lease = TimeUnit.MILLISECONDS.toNanos(lock.term().leaseMillis());
      long traces = Math.max(lease, QUEUE_LASTS);
      long until = lock.term().forEver() ? Long.MAX_VALUE : services().clock().after(traces);
      Call<?> cancel = lock.calls().cancel(lock.keys(), request, lock.term());
      services().settler().settle(cancel, acquisition.mayRunLate(), until);
      services().pastRequests().add(request.id());
    }
    forget(); // last: a client that closes waits for either
  }

  @Override
  public void onPush(Push push) {
    cohort()
        .submit(
            in -> {
              if (push instanceof Push.Granted message) {
                grant = message;
                timeToAsk(in);
              } else if (push instanceof Push.Wanted) {
                wantedElsewhere = true; // the lock was granted to us, and the reply is on its way
              }
            });
  }

  @Override
  public void onNudge() {
    cohort()
        .submit(
            in -> {
              nudged = true;
              acquisition.onInterruption(services().clock().nanoTime());
              timeToAsk(in);
            });
  }

  /** Copies of this process may have the same request: it is left as it is. */
  void disown(Inside in) {
    disowned = true;
    if (waiting) {
      rest(in);
      seat.disowned(in, this);
    } // else once the command that is under way is answered
  }

  @Override
  <R> void answered(Inside in, R reply, long sentAt, OnReply<R> next) {
    long now = services().clock().nanoTime();
    if (reply instanceof AcquireReply.Granted granted) {
      services().observe(cohort().lock().server(), sentAt, granted.serverMicros(), now);
    } else if (reply instanceof AcquireReply.Queued queued) {
      services().observe(cohort().lock().server(), sentAt, queued.serverMicros(), now);
      releaseAgain(in, queued.holder());
    } else if (reply instanceof AcquireReply.Delayed delayed) {
      services().observe(cohort().lock().server(), sentAt, delayed.serverMicros(), now);
    } else if (reply instanceof AcquireReply.Held held) {
      releaseAgain(in, held.holder());
    }
    Step step = next.step(reply, sentAt, now);
    boolean queued = reply instanceof AcquireReply.Queued || reply instanceof AcquireReply.Delayed;
    // Who rejoins has not looked for the inbox: mostly nobody else waits, and it is not needed.
    perform(in, queued && !channel().isOpen() ? acquisition.ask(true) : step);
  }

  /**
   * Releases the lock once more if the server says that this client holds it by a request that is
   * over: a primary can answer RELEASE and die before a replica knows of it, and the replica that
   * takes its place has the lock as it was before. What this client does not remember to be over is
   * another's.
   */
  private void releaseAgain(Inside in, String holder) {
    byte[] value = holder.getBytes(ISO_8859_1);
    // A lock that is over here may be on its way back: what told of the holder is out of date then.
    if (services().identity().made(holder)
        && services().pastRequests().has(ClientIdentity.request(holder))
        && !services().settler().isReturning(value)) {
      LockSpec lock = cohort().lock();
      Call<?> release =
          lock.calls()
              .holding(holder)
              .release(lock.keys(), value, /* used= */ 0, /* remember= */ true);
      // Whoever holds it by now in place of that one is not concerned. Sent once: if it is not
      // answered, the next poll finds the lock as it was.
      in.afterwards(() -> services().runner().start(release, (reply, thrown) -> {}));
    }
  }

  @Override
  void failed(Inside in, @Nullable Throwable thrown) {
    if (thrown instanceof BackendFault fault) {
      perform(in, acquisition.onFault(fault, services().clock().nanoTime()));
    } else {
      RuntimeException why =
          thrown instanceof RuntimeException e ? e : new IllegalStateException(thrown);
      refused(in, new Refusal.Broken(why));
    }
  }

  @Override
  void perform(Inside in, Step step) {
    if (disowned && !(step instanceof Step.Failed)) {
      seat.disowned(in, this);
    } else if (step instanceof Step.Acquired acquired) {
      seat.won(in, request, acquired.grant(), wantedElsewhere, awaited);
      in.afterwards(this::forget);
    } else if (step instanceof Step.Failed failed) {
      refused(in, new Refusal.Failed(failed.fault()));
    } else if (step instanceof Step.NotALock other) {
      refused(in, new Refusal.NotALock(other.type()));
    } else if (cohort().nobodyWaits()) {
      notNeeded(in);
    } else if (step instanceof Step.Ask ask) {
      ask(in, ask);
    } else if (step instanceof Step.Confirm confirm) {
      confirm(in, confirm);
    } else if (step instanceof Step.Await await) {
      await(in, await.until());
    } else {
      notQueued(in, ((Step.Busy) step).kept());
    }
  }

  @Override
  void refused(Inside in, Refusal why) {
    seat.failed(in, this, why);
  }

  @Override
  void notNeeded(Inside in) {
    seat.stop(in, this);
  }

  private void notQueued(Inside in, boolean kept) {
    if (kept) {
      cohort().kept(in, arrivalsWhenAsked);
    } else {
      seat.busy(in, arrivalsWhenAsked);
    }
    if (!cohort().nobodyWaits()) {
      ask(in, /* queueing= */ cohort().waiters().hasPatient());
    } else {
      notNeeded(in);
    }
  }

  private void await(Inside in, long until) {
    waiting = true;
    awaited = true;
    // Our place in the queue is for those who stay, so the lock is not for one who came meanwhile.
    boolean forNone = acquisition.seen().silence().isPresent() || cohort().waiters().hasPatient();
    seat.busy(in, forNone ? cohort().waiters().arrivals() : arrivalsWhenAsked);
    if (cohort().nobodyWaits()) {
      notNeeded(in);
    } else if (grant != null || nudged || cohort().waiters().hasOnlyOnce()) {
      wake(in);
    } else {
      alarm = services().timer().at(until, this);
    }
  }

  /** The time to wait for a push is over. */
  @Override
  public void run() {
    cohort().submit(this::timeToAsk);
  }

  private void timeToAsk(Inside in) {
    if (waiting) {
      wake(in);
    }
  }

  private void wake(Inside in) {
    rest(in);
    Push.Granted message = grant;
    grant = null;
    nudged = false;
    perform(
        in,
        message == null
            ? acquisition.ask(/* queueing= */ true)
            : acquisition.onGrant(message, services().clock().nanoTime()));
  }

  private void rest(Inside in) {
    waiting = false;
    Future<?> set = alarm;
    if (set != null) {
      alarm = null;
      in.afterwards(() -> set.cancel(false));
    }
  }
}
