package dev.baton.internal.runtime;

import dev.baton.internal.lease.Refusal;
import dev.baton.internal.link.Channel;
import dev.baton.internal.link.Inbox;
import dev.baton.internal.protocol.Acquisition;
import dev.baton.internal.protocol.Step;
import dev.baton.internal.script.Call;
import dev.baton.internal.script.RejoinReply;
import dev.baton.internal.script.Request;
import dev.baton.internal.settings.LockSpec;
import dev.baton.internal.time.Turnstile;
import dev.baton.internal.time.Turnstile.Inside;
import dev.baton.spi.BackendFault;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The commands of an {@link Attempt}, with which it is one object: each is sent outside the
 * cohort's turnstile, by whoever is there, and answered inside. One is under way at a time.
 */
abstract class Asking implements Inbox.Seeker {
  final Seat seat;
  final Request request;
  final Acquisition acquisition;

  /** How many had come to wait in the cohort when the last command was sent. */
  long arrivalsWhenAsked;

  /**
   * Whether it may be told of a grant; touched where its commands are sent, and once it is over.
   */
  private boolean needsChannel;

  /**
   * One that has not asked yet.
   *
   * @param waitBegan whether those it is for have been waiting before
   * @param forMany whether it is for more than one
   */
  Asking(Seat seat, boolean waitBegan, boolean forMany) {
    this.seat = seat;
    LockSpec lock = cohort().lock();
    this.request = lock.newRequest(services().identity(), forMany);
    this.acquisition =
        new Acquisition(request, lock.term(), lock.options().betweenChecks().toNanos(), waitBegan);
  }

  /** What a reply leads to. */
  interface OnReply<R> {
    Step step(R reply, long sentAt, long now);
  }

  /** A command was answered; inside. */
  abstract <R> void answered(Inside in, R reply, long sentAt, OnReply<R> next);

  /** A command was not answered, or refused; inside. */
  abstract void failed(Inside in, @Nullable Throwable thrown);

  /** The acquisition has decided what is next; inside. */
  abstract void perform(Inside in, Step step);

  /** There will be no lock; inside. */
  abstract void refused(Inside in, Refusal why);

  /** Nobody waits for the lock any more; inside. */
  abstract void notNeeded(Inside in);

  /** Asks for the lock. */
  final void ask(Inside in, boolean queueing) {
    ask(in, acquisition.ask(queueing));
  }

  /** Hands a lock on and asks for it again; the last to hold it is told what became of that. */
  final void rejoin(Inside in, Release giveBack, @Nullable HeldLease last) {
    handOver(in, giveBack, last, giveBack::rejoinCall, acquisition::onRejoined);
  }

  /** Hands a lock over to those who share it, who it is for. */
  final void downgrade(Inside in, Release giveBack, HeldLease last) {
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

  /** Asks as its acquisition has decided. */
  final void ask(Inside in, Step.Ask ask) {
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
      notNeeded(in);
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
    cohort().submit(in -> refused(in, new Refusal.Closed()));
  }

  /** Asks whether a lock that was pushed is held. */
  final void confirm(Inside in, Step.Confirm confirm) {
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

  /** Hears of nothing any more. */
  final void forget() {
    if (needsChannel) {
      needsChannel = false;
      cohort().lock().server().leave();
    }
    services().inbox().forget(request.id(), this);
  }

  final Cohort cohort() {
    return seat.cohort();
  }

  final Services services() {
    return cohort().services();
  }

  final Channel channel() {
    return cohort().lock().server().channel();
  }

  /** It is to hear what is pushed; before it is looked whether the channel is open. */
  private void needChannel() {
    if (!needsChannel) {
      needsChannel = true;
      cohort().lock().server().enter();
    }
  }
}
