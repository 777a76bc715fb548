package dev.baton.internal.runtime;

import dev.baton.internal.link.Channel;
import dev.baton.internal.link.Inbox;
import dev.baton.internal.link.Shard;
import dev.baton.internal.protocol.Acquisition;
import dev.baton.internal.protocol.Sighting;
import dev.baton.internal.protocol.Step;
import dev.baton.internal.script.AcquireReply;
import dev.baton.internal.script.Call;
import dev.baton.internal.script.Push;
import dev.baton.internal.script.Request;
import dev.baton.internal.time.Turnstile;
import dev.baton.spi.BackendFault;
import java.util.OptionalLong;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Gets a lock from the server for a cohort: does what its acquisition decides. One command is under
 * way at a time; in between it waits for a push. All happens inside the cohort's turnstile, but for
 * the commands themselves.
 */
final class Attempt implements Inbox.Recipient {
  /** A place in the queue is there for so long after the last request to wait, see join.lua. */
  private static final long QUEUE_LASTS = TimeUnit.MINUTES.toNanos(1);

  private final Cohort cohort;
  private final Services services;
  private final Request request;
  private final Acquisition acquisition;

  /** How many had come to wait in the cohort when the last command was sent. */
  private long asked;

  private boolean waiting;
  private boolean nudged;

  /** Whether the request is not this process's alone. */
  private boolean disowned;

  private boolean wanted;
  private Push.@Nullable Granted grant;
  private @Nullable Future<?> alarm;

  /**
   * An attempt that has yet to begin.
   *
   * @param begun whether those it is for have been waiting before
   * @param forMany whether it is for more than one
   */
  Attempt(Cohort cohort, boolean begun, boolean forMany) {
    LockSpec lock = cohort.lock();
    this.cohort = cohort;
    this.services = cohort.services();
    this.request = lock.newRequest(services.identity(), forMany);
    this.acquisition =
        new Acquisition(request, lock.term(), lock.options().betweenChecks().toNanos(), begun);
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
  void ask(boolean queueing) {
    perform(acquisition.ask(queueing));
  }

  /** Hands a lock on and asks for it again; the last to hold it is told what became of that. */
  void rejoin(GiveBack giveBack, @Nullable HeldLease last) {
    asked = cohort.waiters().arrivals();
    cohort.errand(
        carrier -> {
          services.inbox().register(request.id(), this);
          if (services.isClosed()) {
            refuseClosed();
            giveBack.release(last, carrier);
          } else {
            send(
                giveBack.rejoinCall(request),
                carrier,
                acquisition::onRejoined,
                (reply, thrown) -> giveBack.rejoined(reply, thrown, last));
          }
        });
  }

  /** Why there is no lock yet. */
  Refusal whyNot() {
    Sighting seen = acquisition.seen();
    OptionalLong quarantine = seen.quarantine(services.clock().nanoTime());
    if (quarantine.isPresent() && seen.silence().isEmpty()) {
      return new Refusal.Quarantined(quarantine.getAsLong());
    }
    // Not to have heard anything yet is not silence: that is what exceeds the command timeout.
    return !seen.wasAnswered() && seen.silence().isPresent()
        ? new Refusal.Failed(seen.silence().get())
        : new Refusal.Busy(seen.holder(), seen.silence());
  }

  /** Ends it without the lock: nothing of it stays in the server. */
  void stop() {
    rest();
    if (acquisition.leavesTraces() && !disowned) {
      LockSpec lock = cohort.lock();
      long lease = TimeUnit.MILLISECONDS.toNanos(lock.term().leaseMillis());
      long traces = Math.max(lease, QUEUE_LASTS);
      long until = lock.term().forEver() ? Long.MAX_VALUE : services.clock().after(traces);
      Call<?> cancel = services.calls().cancel(lock.keys(), request, lock.term());
      services.settler().settle(cancel, acquisition.doubtful(), until);
      services.pastRequests().add(request.id());
    }
    services.inbox().forget(request.id(), this); // last: a client that closes waits for either
  }

  @Override
  public Shard shard() {
    return cohort.lock().shard();
  }

  private Channel channel() {
    return shard().channel();
  }

  @Override
  public void onPush(Push push) {
    happens(
        () -> {
          if (push instanceof Push.Granted message) {
            grant = message;
            timeToAsk();
          } else {
            wanted = true; // we have the lock then, and are about to hear of it
          }
        });
  }

  @Override
  public void onNudge() {
    happens(
        () -> {
          nudged = true;
          acquisition.onInterruption(services.clock().nanoTime());
          timeToAsk();
        });
  }

  /** Copies of this process may have the same request: it is left as it is. */
  void disown() {
    disowned = true;
    if (waiting) {
      rest();
      cohort.disowned(this);
    } // else once the command that is under way is answered
  }

  /** Hears of nothing any more. */
  void forget() {
    services.inbox().forget(request.id(), this);
  }

  private void happens(Runnable event) {
    cohort.happens(event);
  }

  /** What a reply leads to. */
  private interface OnReply<R> {
    Step step(R reply, long sentAt, long now);
  }

  private void ask(Step.Ask ask) {
    asked = cohort.waiters().arrivals();
    cohort.errand(
        carrier -> {
          services.inbox().register(request.id(), this);
          if (!ask.queueing() || channel().isOpen()) {
            acquire(ask.queueing(), carrier);
          } else if (carrier.mayWait()) {
            openInbox(carrier);
          } else {
            channel()
                .whenOpen(() -> happens(this::inboxOpened), thrown -> happens(() -> deaf(thrown)));
          }
        });
  }

  private void openInbox(Turnstile.Carrier carrier) {
    try {
      channel().open();
    } catch (BackendFault fault) {
      cohort.happens(() -> deaf(fault), carrier);
      return;
    }
    cohort.happens(this::inboxOpened, carrier);
  }

  private void inboxOpened() {
    services.inbox().onOpened();
    if (!cohort.waiters().isEmpty()) {
      asked = cohort.waiters().arrivals();
      cohort.errand(carrier -> acquire(/* queueing= */ true, carrier));
    } else {
      cohort.stop(this);
    }
  }

  private void deaf(Throwable thrown) {
    if (thrown instanceof BackendFault fault) {
      perform(acquisition.onNoInbox(fault));
      if (acquisition.polls()) {
        services.inbox().onForbidden(fault);
      } else {
        services.inbox().onShortage(fault);
      }
    } else {
      failed(thrown);
    }
  }

  private void acquire(boolean queueing, Turnstile.Carrier carrier) {
    if (services.isClosed()) {
      refuseClosed();
      return;
    }
    LockSpec lock = cohort.lock();
    send(
        services.calls().acquire(lock.keys(), request, lock.term(), queueing),
        carrier,
        acquisition::onReply,
        null);
  }

  private void refuseClosed() {
    happens(() -> cohort.failed(this, new Refusal.Closed()));
  }

  private void confirm(Step.Confirm confirm) {
    LockSpec lock = cohort.lock();
    cohort.errand(
        carrier ->
            send(
                services.calls().renew(lock.keys(), confirm.value(), lock.term().leaseMillis()),
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
    long sentAt = services.clock().nanoTime();
    services
        .runner()
        .send(
            call,
            carrier.mayWait(),
            (reply, thrown) -> {
              cohort.happens(
                  () -> {
                    try {
                      if (reply != null) {
                        answered(reply, sentAt, next);
                      } else {
                        failed(thrown);
                      }
                    } finally {
                      if (also != null) {
                        cohort.errand(mayBlock -> also.accept(reply, thrown));
                      }
                    }
                  },
                  carrier);
            });
  }

  private <R> void answered(R reply, long sentAt, OnReply<R> next) {
    long now = services.clock().nanoTime();
    if (reply instanceof AcquireReply.Granted granted) {
      services.observe(shard(), sentAt, granted.serverMicros(), now);
    } else if (reply instanceof AcquireReply.Queued queued) {
      services.observe(shard(), sentAt, queued.serverMicros(), now);
      redoRelease(queued.holder());
    } else if (reply instanceof AcquireReply.Delayed delayed) {
      services.observe(shard(), sentAt, delayed.serverMicros(), now);
    } else if (reply instanceof AcquireReply.Held held) {
      redoRelease(held.holder());
    }
    Step step = next.step(reply, sentAt, now);
    boolean queued = reply instanceof AcquireReply.Queued || reply instanceof AcquireReply.Delayed;
    // Who rejoins has not looked for the inbox: mostly nobody else waits, and it is not needed.
    perform(queued && !channel().isOpen() ? acquisition.ask(true) : step);
  }

  private void redoRelease(String holder) {
    if (services.identity().made(holder)) {
      cohort.errand(mayBlock -> UndoneRelease.redo(services, cohort.lock().keys(), holder));
    }
  }

  private void failed(@Nullable Throwable thrown) {
    if (thrown instanceof BackendFault fault) {
      perform(acquisition.onFault(fault, services.clock().nanoTime()));
    } else {
      RuntimeException why =
          thrown instanceof RuntimeException e ? e : new IllegalStateException(thrown);
      cohort.failed(this, new Refusal.Broken(why));
    }
  }

  private void perform(Step step) {
    if (disowned && !(step instanceof Step.Failed)) {
      cohort.disowned(this);
    } else if (step instanceof Step.Acquired acquired) {
      cohort.won(request, acquired.grant(), wanted);
      cohort.errand(mayBlock -> services.inbox().forget(request.id(), this));
    } else if (step instanceof Step.Failed failed) {
      cohort.failed(this, new Refusal.Failed(failed.fault()));
    } else if (step instanceof Step.NotALock other) {
      cohort.failed(this, new Refusal.NotALock(other.type()));
    } else if (cohort.waiters().isEmpty()) {
      cohort.stop(this);
    } else if (step instanceof Step.Ask ask) {
      ask(ask);
    } else if (step instanceof Step.Confirm confirm) {
      confirm(confirm);
    } else if (step instanceof Step.Await await) {
      await(await.until());
    } else {
      notQueued(((Step.Busy) step).kept());
    }
  }

  private void notQueued(boolean kept) {
    if (kept) {
      cohort.kept(asked);
    } else {
      cohort.busy(asked);
    }
    if (!cohort.waiters().isEmpty()) {
      ask(/* queueing= */ cohort.waiters().hasPatient());
    } else {
      cohort.stop(this);
    }
  }

  private void await(long until) {
    waiting = true;
    // Our place in the queue is for those who stay, so the lock is not for one who came meanwhile.
    boolean forNone = acquisition.seen().silence().isPresent() || cohort.waiters().hasPatient();
    cohort.busy(forNone ? cohort.waiters().arrivals() : asked);
    if (cohort.waiters().isEmpty()) {
      cohort.stop(this);
    } else if (grant != null || nudged || cohort.waiters().hasOnlyOnce()) {
      wake();
    } else {
      alarm = services.timer().at(until, () -> happens(this::timeToAsk));
    }
  }

  private void timeToAsk() {
    if (waiting) {
      wake();
    }
  }

  private void wake() {
    rest();
    Push.Granted message = grant;
    grant = null;
    nudged = false;
    perform(
        message == null
            ? acquisition.ask(/* queueing= */ true)
            : acquisition.onGrant(message, services.clock().nanoTime()));
  }

  private void rest() {
    waiting = false;
    Future<?> set = alarm;
    if (set != null) {
      alarm = null;
      cohort.errand(mayBlock -> set.cancel(false));
    }
  }
}
