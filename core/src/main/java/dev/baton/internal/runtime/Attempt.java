package dev.baton.internal.runtime;

import dev.baton.internal.lease.Refusal;
import dev.baton.internal.link.Channel;
import dev.baton.internal.link.Inbox;
import dev.baton.internal.protocol.Acquisition;
import dev.baton.internal.protocol.LastSeen;
import dev.baton.internal.protocol.Step;
import dev.baton.internal.script.AcquireReply;
import dev.baton.internal.script.Call;
import dev.baton.internal.script.Push;
import dev.baton.internal.script.RejoinReply;
import dev.baton.internal.script.Request;
import dev.baton.internal.time.Turnstile;
import dev.baton.internal.time.Turnstile.Inside;
import dev.baton.spi.BackendFault;
import java.util.OptionalLong;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Gets a lock from the server for a seat of a cohort: does what its acquisition decides. One
 * command is under way at a time; in between it waits for a push. All happens inside the cohort's
 * turnstile, but for the commands themselves.
 */
final class Attempt implements Seat.Taken, Inbox.Seeker, Runnable {
  /** A place in the queue is there for so long after the last request to wait, see join.lua. */
  private static final long QUEUE_LASTS = TimeUnit.MINUTES.toNanos(1);

  private final Seat seat;
  private final Request request;
  private final Acquisition acquisition;

  /** How many had come to wait in the cohort when the last command was sent. */
  private long arrivalsWhenAsked;

  /**
   * Whether it may be told of a grant; touched where its commands are sent, and once it is over.
   */
  private boolean needsChannel;

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
    this.seat = seat;
    LockSpec lock = cohort().lock();
    this.request = lock.newRequest(services().identity(), forMany);
    this.acquisition =
        new Acquisition(request, lock.term(), lock.options().betweenChecks().toNanos(), waitBegan);
  }

  /** Whether it rests until something is pushed. */
  boolean isWaiting() {
    return waiting;
  }

  /** Whether the server has said anything yet. */
  boolean isAnswered() {
    return acquisition.seen().wasAnswered();
  }

  /** Asks for the lock. */
  void ask(Inside in, boolean queueing) {
    ask(in, acquisition.ask(queueing));
  }

  /** Hands a lock on and asks for it again; the last to hold it is told what became of that. */
  void rejoin(Inside in, Release giveBack, @Nullable HeldLease last) {
    handOver(in, giveBack, last, giveBack::rejoinCall, acquisition::onRejoined);
  }

  /** Hands a lock over to those who share it, who it is for. */
  void downgrade(Inside in, Release giveBack, HeldLease last) {
    handOver(in, giveBack, last, giveBack::downgradeCall, acquisition::onDowngraded);
  }

  private void handOver(
      Inside in,
      Release giveBack,
      @Nullable HeldLease last,
      BiFunction<Request, LockSpec, Call<RejoinReply>> call,
      OnReply<RejoinReply> next) {
    arrivalsWhenAsked = cohort().waiters().arrivals();
    in.send(
        carrier -> {
          services().inbox().register(request.id(), this);
          needChannel();
          if (services().isClosed()) {
            refuseClosed();
            giveBack.release(last, carrier);
          } else {
            send(
                call.apply(request, cohort().lock()),
                carrier,
                next,
                (reply, thrown) -> giveBack.rejoined(reply, thrown, last));
          }
        });
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

  private Cohort cohort() {
    return seat.cohort();
  }

  private Services services() {
    return cohort().services();
  }

  private Channel channel() {
    return cohort().lock().server().channel();
  }

  /** It is to hear what is pushed; before it is looked whether the channel is open. */
  private void needChannel() {
    if (!needsChannel) {
      needsChannel = true;
      cohort().lock().server().enter();
    }
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

  /** Hears of nothing any more. */
  void forget() {
    if (needsChannel) {
      needsChannel = false;
      cohort().lock().server().leave();
    }
    services().inbox().forget(request.id(), this);
  }

  /** What a reply leads to. */
  private interface OnReply<R> {
    Step step(R reply, long sentAt, long now);
  }

  private void ask(Inside in, Step.Ask ask) {
    arrivalsWhenAsked = cohort().waiters().arrivals();
    in.send(
        carrier -> {
          services().inbox().register(request.id(), this);
          if (!ask.queueing()) {
            acquire(/* queueing= */ false, carrier);
            return;
          }
          needChannel();
          if (channel().isOpen()) {
            acquire(/* queueing= */ true, carrier);
          } else if (carrier.mayWait()) {
            openInbox(carrier);
          } else {
            channel()
                .whenOpen(
                    () -> cohort().submit(this::inboxOpened),
                    thrown -> cohort().submit(later -> deaf(later, thrown)));
          }
        });
  }

  private void openInbox(Turnstile.Carrier carrier) {
    try {
      channel().open();
    } catch (BackendFault fault) {
      cohort().submit(in -> deaf(in, fault), carrier);
      return;
    }
    cohort().submit(this::inboxOpened, carrier);
  }

  private void inboxOpened(Inside in) {
    services().inbox().onOpened();
    if (!cohort().nobodyWaits()) {
      arrivalsWhenAsked = cohort().waiters().arrivals();
      in.send(carrier -> acquire(/* queueing= */ true, carrier));
    } else {
      seat.stop(in, this);
    }
  }

  private void deaf(Inside in, Throwable thrown) {
    if (thrown instanceof BackendFault fault) {
      perform(in, acquisition.onNoInbox(fault));
      if (acquisition.polls()) {
        services().inbox().onForbidden(fault);
      } else {
        services().inbox().onShortage(fault);
      }
    } else {
      failed(in, thrown);
    }
  }

  private void acquire(boolean queueing, Turnstile.Carrier carrier) {
    if (services().isClosed()) {
      refuseClosed();
      return;
    }
    LockSpec lock = cohort().lock();
    send(
        lock.calls().acquire(lock.keys(), request, lock.term(), queueing),
        carrier,
        acquisition::onReply,
        null);
  }

  private void refuseClosed() {
    cohort().submit(in -> seat.failed(in, this, new Refusal.Closed()));
  }

  private void confirm(Inside in, Step.Confirm confirm) {
    LockSpec lock = cohort().lock();
    in.send(
        carrier ->
            send(
                lock.calls().renew(lock.keys(), confirm.value(), lock.term().leaseMillis()),
                carrier,
                acquisition::onConfirmed,
                null));
  }

  /**
   * Sends a call.
   *
   * @param also told of the answer too, once it has had its consequences here; or null
   */
  private <R> void send(
      Call<R> call,
      Turnstile.Carrier carrier,
      OnReply<R> next,
      @Nullable BiConsumer<@Nullable R, @Nullable Throwable> also) {
    long sentAt = services().clock().nanoTime();
    services()
        .runner()
        .send(
            call,
            carrier.mayWait(),
            (reply, thrown) -> {
              cohort()
                  .submit(
                      in -> {
                        try {
                          if (reply != null) {
                            answered(in, reply, sentAt, next);
                          } else {
                            failed(in, thrown);
                          }
                        } finally {
                          if (also != null) {
                            in.afterwards(() -> also.accept(reply, thrown));
                          }
                        }
                      },
                      carrier);
            });
  }

  private <R> void answered(Inside in, R reply, long sentAt, OnReply<R> next) {
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

  private void releaseAgain(Inside in, String holder) {
    if (services().identity().made(holder)) {
      in.afterwards(() -> UndoneRelease.releaseAgain(services(), cohort().lock(), holder));
    }
  }

  private void failed(Inside in, @Nullable Throwable thrown) {
    if (thrown instanceof BackendFault fault) {
      perform(in, acquisition.onFault(fault, services().clock().nanoTime()));
    } else {
      RuntimeException why =
          thrown instanceof RuntimeException e ? e : new IllegalStateException(thrown);
      seat.failed(in, this, new Refusal.Broken(why));
    }
  }

  private void perform(Inside in, Step step) {
    if (disowned && !(step instanceof Step.Failed)) {
      seat.disowned(in, this);
    } else if (step instanceof Step.Acquired acquired) {
      seat.won(in, request, acquired.grant(), wantedElsewhere, awaited);
      in.afterwards(this::forget);
    } else if (step instanceof Step.Failed failed) {
      seat.failed(in, this, new Refusal.Failed(failed.fault()));
    } else if (step instanceof Step.NotALock other) {
      seat.failed(in, this, new Refusal.NotALock(other.type()));
    } else if (cohort().nobodyWaits()) {
      seat.stop(in, this);
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

  private void notQueued(Inside in, boolean kept) {
    if (kept) {
      cohort().kept(in, arrivalsWhenAsked);
    } else {
      seat.busy(in, arrivalsWhenAsked);
    }
    if (!cohort().nobodyWaits()) {
      ask(in, /* queueing= */ cohort().waiters().hasPatient());
    } else {
      seat.stop(in, this);
    }
  }

  private void await(Inside in, long until) {
    waiting = true;
    awaited = true;
    // Our place in the queue is for those who stay, so the lock is not for one who came meanwhile.
    boolean forNone = acquisition.seen().silence().isPresent() || cohort().waiters().hasPatient();
    seat.busy(in, forNone ? cohort().waiters().arrivals() : arrivalsWhenAsked);
    if (cohort().nobodyWaits()) {
      seat.stop(in, this);
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
