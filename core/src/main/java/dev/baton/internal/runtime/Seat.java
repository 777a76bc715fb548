package dev.baton.internal.runtime;

import dev.baton.LockListener.Way;
import dev.baton.LossReason;
import dev.baton.internal.lease.Refusal;
import dev.baton.internal.protocol.Grant;
import dev.baton.internal.script.Request;
import dev.baton.internal.time.Turnstile.Carrier;
import dev.baton.internal.time.Turnstile.Inside;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A place of a cohort at its lock: an attempt to get it, or a hold and those who have it, or
 * nothing. Most locks have one; of permits a cohort can have several grants at a time, each with a
 * seat of its own. All happens inside the cohort's turnstile.
 */
final class Seat extends SeatState {

  /** One with nothing. */
  Seat(Cohort cohort) {
    super(cohort);
  }

  /** The holder needs the lock no longer; the lease is told what became of that. */
  void release(HeldLease lease, Carrier carrier) {
    cohort.submit(in -> released(in, lease), carrier);
  }

  /**
   * The holder goes on with others who share the lock: those of another cohort.
   *
   * @param lease that of the holder; told when it is over
   * @param sharing nobody has or wants the lock there yet
   * @param waiter who the holder is there
   */
  void downgrade(HeldLease lease, Cohort sharing, Waiter waiter, Carrier carrier) {
    cohort.submit(
        in -> {
          if (held(lease) != null) {
            endIfOver(in);
          }
          Hold mine = held(lease);
          if (mine != null && endToGiveBack(mine)) {
            Release giveBack = new Release(mine);
            in.send(sender -> sharing.beginWith(waiter, giveBack, lease, sender));
            seekOrForget(in);
          } else {
            in.afterwards(() -> sharing.arriveInVain(waiter));
          }
        },
        carrier);
  }

  /** The hold is over, whether or not its holder is done. */
  void lost(Hold lost, LossReason reason) {
    cohort.submit(
        in -> {
          ended(in, lost, reason);
          if (lost.tenure().longestMillis() == 0) {
            lost.sweepAfterExpiry(in); // it does not end by itself
          }
        });
  }

  /**
   * Has the holder do something.
   *
   * @param lease the holder
   * @param step what it does inside, and what follows outside
   * @param otherwise what follows if the lease is not the holder, or its time is over
   */
  void during(HeldLease lease, Supplier<Runnable> step, Runnable otherwise) {
    cohort.submit(
        in -> {
          Hold mine = held(lease);
          Runnable then = mine != null && !mine.isOver() ? step.get() : otherwise;
          in.afterwards(() -> then.run());
        });
  }

  /** The lock is released by its token, by nobody of this cohort: it is none of its concern. */
  void detach(HeldLease lease) {
    cohort.submit(
        in -> {
          Hold mine = held(lease);
          if (mine != null) {
            forgetHold(mine);
            mine.forget();
            cohort.forgetIfIdle();
          }
        });
  }

  /** The hold is about to be renewed, which makes sense as long as somebody can release it. */
  void renewing(Hold renewed) {
    cohort.submit(
        in -> {
          if (hold() == renewed) {
            renewed.holders().onRenewal(renewed);
            cohort.renewing();
          }
        });
  }

  /** Another process wants the lock. */
  void wanted(Hold ours) {
    cohort.submit(in -> wanted(in, ours));
  }

  /** Another process wants the lock, or cannot be heard any more, and may want it. */
  void wanted(Inside in, @Nullable Hold ours) {
    if (ours != null && ours.hearsWishes()) {
      ours.turn().wanted();
      letGo(in, ours);
    }
  }

  /** The client is closed, and the lock goes back to the server. */
  void close(Hold closing) {
    services().settler().expect(closing);
    cohort.submit(
        in -> {
          if (closing.lose(LossReason.CLIENT_CLOSED)) {
            // Told here, where no more fences are given out.
            Release.Sweep giveBack = new Release(closing).whileClosing();
            in.afterwards(() -> giveBack.settle());
          }
          in.afterwards(() -> services().settler().expectNoMore(closing));
        });
  }

  /** Has the lease renewed from now on. */
  private void lookAfter(Hold won) {
    cohort.renewer().reschedule(won);
    if (services().isClosed()) {
      won.closeWithClient(); // who closes it may have looked before
    }
  }

  /** Somebody comes while another may have the hold, unless others want the lock. */
  void takeUp(Inside in, Waiter waiter) {
    Hold mine = Objects.requireNonNull(hold());
    Holders holders = mine.holders();
    if (mine.pass() || holders.include(waiter.thread())) {
      grant(in, mine, waiter, holders.isEmpty() ? Way.KEPT : Way.JOINED);
    } else if (holders.isEmpty()) {
      waiters().add(waiter);
      giveBack(in, mine, null);
    } else {
      mine.turn().wanted();
      cohort.moveOn(in, waiter, holders);
    }
  }

  /**
   * An attempt that is about to begin.
   *
   * @param waitBegan whether those it is for have been waiting before
   */
  Attempt seek(boolean waitBegan) {
    Attempt begins = new Attempt(this, waitBegan, waitBegan || waiters().hasMany());
    has(begins);
    return begins;
  }

  /**
   * The attempt got the lock.
   *
   * @param wanted whether another process has asked for the lock meanwhile
   * @param awaited whether it had a place in the server's queue first
   */
  void won(Inside in, Request request, Grant grant, boolean wanted, boolean awaited) {
    Hold won = new Hold(this, request, grant, wanted);
    Way way = awaited ? Way.HANDED_OVER : Way.TAKEN;
    won.begin();
    has(won);
    if (lock().isForMany() && !services().backend().isCluster()) {
      cohort.hearOthers(in); // in a cluster, with a channel for each slot, only when it is needed
    }
    int replicas = lock().options().failover().replicas();
    if (cohort.nobodyWaits()) {
      giveBack(in, won, null);
    } else if (replicas > 0) {
      in.afterwards(() -> lookAfter(won));
      acknowledge(in, new Acknowledgement(this, won, way, replicas));
    } else if (callsBack(waiters().first())) {
      in.afterwards(() -> lookAfter(won)); // before what may take its time
      handOut(in, won, way);
    } else {
      handOut(in, won, way);
      // After the wake of the one who has it now: there is time for this.
      in.afterwards(() -> lookAfter(won));
    }
    cohort.seekMore(in);
  }

  private void acknowledge(Inside in, Acknowledgement asking) {
    waiters().persuadeFirst(in, services().runner().timeoutNanos());
    nothingForOthers(in);
    has(asking);
    asking.ask(in);
  }

  /** Enough replicas have the grant. */
  void acknowledged(Inside in, Acknowledgement done) {
    has(done.hold());
    handOut(in, done.hold(), done.way());
    cohort.seekMore(in);
  }

  /** It cannot be told whether enough replicas have the grant. */
  void unacknowledged(Inside in, Acknowledgement failed, Refusal why) {
    waiters().refuseAll(in, why);
    giveBack(in, failed.hold(), null);
    cohort.restIfNobodyWaits(in);
  }

  /** The attempt cannot get the lock. */
  void failed(Inside in, Attempt failed, Refusal why) {
    stop(in, failed);
    waiters().refuseAll(in, why);
    cohort.restIfNobodyWaits(in);
    cohort.forgetIfIdle();
  }

  /** Ends an attempt without the lock: nothing of it stays in the server. */
  void stop(Inside in, Attempt stopped) {
    has(null);
    stopped.stop(in);
    cohort.forgetIfIdle();
  }

  /** What this process holds or has asked for, its copies may too. */
  void restored(Inside in) {
    Hold mine = hold();
    Attempt seeking = attempt();
    if (mine != null) {
      mine.lose(LossReason.RESTORED);
    } else if (seeking != null) {
      seeking.disown(in);
    }
  }

  /** The request of an attempt is not this process's alone: it is left, and another one made. */
  void disowned(Inside in, Attempt left) {
    if (attempt() == left) {
      has(null);
      in.afterwards(() -> left.forget());
      seekOrForget(in);
    }
  }

  /** Nobody waits: what is not had by anybody yet is not needed. */
  void rest(Inside in) {
    Attempt seeking = attempt();
    if (seeking != null && seeking.isWaiting()) {
      stop(in, seeking);
    }
    Acknowledgement asking = acknowledgement();
    if (asking != null) {
      giveBack(in, asking.hold(), null);
    }
  }

  private void released(Inside in, HeldLease lease) {
    Hold mine = held(lease);
    if (mine == null) {
      return; // lost meanwhile, and the lease was told
    }
    if (endIfOver(in)) {
      mine.sweepAfterExpiry(in);
    } else if (mine.holders().areSeveral()) {
      mine.holders().remove(lease);
      in.afterwards(() -> lease.released());
    } else if (cohort.nobodyWaits() ? mine.keep(in) : mine.pass()) {
      mine.holders().clear(released -> {});
      admit(in, mine, Way.PASSED);
      in.afterwards(() -> lease.released());
    } else {
      giveBack(in, mine, lease);
    }
  }

  /** If the time of the hold is over, it ends; false if there is time yet, or no hold. */
  boolean endIfOver(Inside in) {
    Hold mine = hold();
    if (mine == null || !mine.isOver()) {
      return false;
    }
    mine.lose(mine.expiry());
    ended(in, mine, mine.expiry());
    return true;
  }

  /** Gives a lock back that is kept unused. */
  void letGo(Inside in, @Nullable Hold kept) {
    if (kept != null && handedOut() == kept && kept.holders().isEmpty()) {
      giveBack(in, kept, null);
    }
  }

  /** Gives the lock back to the server, and asks for it again if anybody waits here. */
  private void giveBack(Inside in, Hold mine, @Nullable HeldLease last) {
    if (!endToGiveBack(mine)) {
      return;
    }
    Release giveBack = new Release(mine);
    // REJOIN knows one holder, and would not see to it that the lock stays taken for a time.
    if (cohort.nobodyWaits() || lock().isShare() || lock().options().holdAtLeast().isPresent()) {
      in.send(carrier -> giveBack.release(last, carrier));
      seekOrForget(in);
    } else {
      seek(/* waitBegan= */ true).rejoin(in, giveBack, last);
    }
  }

  /** Ends a hold; false if it was lost this moment, which is yet to happen here. */
  private boolean endToGiveBack(Hold mine) {
    services()
        .settler()
        .expect(mine); // before the renewer forgets it, and with that a client that closes
    if (!mine.giveBack()) {
      services().settler().expectNoMore(mine);
      return false;
    }
    forgetHold(mine);
    return true;
  }

  private void ended(Inside in, Hold lost, LossReason reason) {
    if (hold() != lost) {
      return;
    }
    lost.holders().clear(told -> in.afterwards(() -> told.lost(reason)));
    forgetHold(lost);
    seekOrForget(in);
  }

  /** The seat has nothing any more: if anybody waits, it is to get something. */
  private void seekOrForget(Inside in) {
    if (cohort.nobodyWaits()) {
      cohort.forgetIfIdle();
    } else {
      cohort.seekMore(in);
    }
  }
}
