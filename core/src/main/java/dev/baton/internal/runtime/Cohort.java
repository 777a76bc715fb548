package dev.baton.internal.runtime;

import dev.baton.LossReason;
import dev.baton.internal.protocol.Grant;
import dev.baton.internal.renew.LeaseRenewer;
import dev.baton.internal.script.Call;
import dev.baton.internal.script.Request;
import dev.baton.internal.time.Turnstile;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Those of one process who hold or want one lock: one holder at most, and a line of waiters. For
 * the server they are one: one place in its queue, and one grant, which the holders pass on among
 * themselves for as long as {@link dev.baton.internal.protocol.Passing} allows, without asking it.
 *
 * <p>Everything below happens inside the turnstile, one event at a time. There is either a hold, or
 * an attempt to get one if anybody waits, or nothing.
 */
final class Cohort extends Turnstile implements Waiter.Joined {
  /** How long a process that keeps a lock unused has to let go of it, when asked by tryAcquire. */
  private static final long KEEPER_ANSWERS = TimeUnit.MILLISECONDS.toNanos(50);

  /** How often a hold that never expires is looked at while others wait for it here. */
  private static final long PATROL = TimeUnit.SECONDS.toNanos(10);

  /** Where a cohort is found while anybody of this process holds or wants its lock. */
  interface Registry {
    /** It was forgotten and is wanted again; if there is another by now, both go on. */
    void add(Cohort cohort);

    /** Nobody holds the lock here, and nobody waits. */
    void forget(Cohort cohort);
  }

  private final Services services;
  private final LeaseRenewer<Hold> renewer;
  private final Registry cohorts;
  private final LockSpec lock;
  private final WaitLine waiters = new WaitLine(this);
  private @Nullable Hold hold;
  private final Holder holder = new Holder();

  /** Looks after a hold that nothing ends by itself, while others wait for it here. */
  private @Nullable Future<?> patrol;

  private @Nullable Attempt attempt;

  /** What the hold still needs before anybody has it; null if nothing, or there is no hold. */
  private @Nullable Acknowledgement acknowledgement;

  private boolean forgotten;

  /**
   * One in which nobody holds or wants the lock.
   *
   * @param cohorts where it is found while that is not so
   */
  Cohort(Services services, LeaseRenewer<Hold> renewer, Registry cohorts, LockSpec lock) {
    this.services = services;
    this.renewer = renewer;
    this.cohorts = cohorts;
    this.lock = lock;
  }

  Services services() {
    return services;
  }

  LeaseRenewer<Hold> renewer() {
    return renewer;
  }

  LockSpec lock() {
    return lock;
  }

  WaitLine waiters() {
    return waiters;
  }

  /** Somebody wants the lock. */
  void arrive(Waiter waiter, Carrier carrier) {
    waiter.joined = this;
    happens(() -> arrived(waiter), carrier);
  }

  @Override
  public void leave(Waiter waiter) {
    happens(() -> left(waiter, new Refusal.Left()));
  }

  @Override
  public void timeIsUp(Waiter waiter) {
    happens(
        () -> {
          Attempt seeking = attempt;
          boolean unanswered = seeking != null && !seeking.isAnswered();
          if (!unanswered || !waiters.awaitFirstAnswer(waiter)) {
            left(waiter, whyNot());
          }
        });
  }

  /** The holder needs the lock no longer; the lease is told what became of that. */
  void release(HeldLease lease, Carrier carrier) {
    happens(() -> released(lease), carrier);
  }

  /** The hold is over, whether or not its holder is done. */
  void lost(Hold lost, LossReason reason) {
    happens(
        () -> {
          ended(lost, reason);
          if (lost.tenure().longestMillis() == 0) {
            lost.sweepAfterExpiry(); // it does not end by itself
          }
        });
  }

  /** A lease that ran out is released: nothing of its hold is to stay in the server. */
  void sweep(Hold over) {
    happens(over::sweepAfterExpiry);
  }

  /**
   * Has the holder do something.
   *
   * @param lease the holder
   * @param step what it does inside, and what follows outside
   * @param otherwise what follows if the lease is not the holder, or its time is over
   */
  void during(HeldLease lease, Supplier<Runnable> step, Runnable otherwise) {
    happens(
        () -> {
          Hold mine = hold;
          boolean holds = mine != null && !mine.isOver() && holder.lease() == lease;
          Runnable then = holds ? step.get() : otherwise;
          errand(mayBlock -> then.run());
        });
  }

  /** The holder's lease must not be forgotten: somebody waits to hear of its loss. */
  void tie(HeldLease lease) {
    happens(
        () -> {
          if (holder.lease() == lease) {
            holder.become(lease);
          }
        });
  }

  /** The lock is released by its token, by nobody of this cohort: it is none of its concern. */
  void detach(HeldLease lease) {
    happens(
        () -> {
          Hold mine = hold;
          if (mine != null && holder.lease() == lease) {
            forgetHold();
            renewer.forget(mine);
            forgetIfIdle();
          }
        });
  }

  /** The hold is about to be renewed, which makes sense as long as somebody can release it. */
  void renewing(Hold renewed) {
    happens(
        () -> {
          if (hold == renewed) {
            holder.onRenewal(renewed);
          }
        });
  }

  /** Another process wants the lock. */
  void wanted(Hold wanted) {
    happens(
        () -> {
          wanted.wanted();
          letGo(wanted);
        });
  }

  /** The lock was released by its token. */
  void released(String ownerToken) {
    happens(
        () -> {
          Hold mine = hold;
          if (mine != null && mine.ownerToken().equals(ownerToken)) {
            mine.lose(LossReason.DELETED);
          }
        });
  }

  /** Nobody can be heard who may want the lock, so it is not kept. */
  void letGo() {
    happens(() -> letGo(hold));
  }

  /** What this process holds or has asked for, its copies may too. */
  void restored() {
    happens(
        () -> {
          Hold mine = hold;
          if (mine != null) {
            mine.lose(LossReason.RESTORED);
          } else if (attempt != null) {
            attempt.disown();
          }
        });
  }

  /** The request of an attempt is not this process's alone: it is left, and another one made. */
  void disowned(Attempt left) {
    if (attempt != left) {
      return;
    }
    attempt = null;
    errand(mayBlock -> left.forget());
    if (waiters.isEmpty()) {
      forgetIfIdle();
    } else {
      seek(/* begun= */ true).ask(true);
    }
  }

  /** The client is closed. */
  void close() {
    happens(this::closed);
  }

  /** The client is closed, and the lock goes back to the server. */
  void close(Hold closing) {
    services.settler().expect(closing);
    happens(
        () -> {
          if (closing.lose(LossReason.CLIENT_CLOSED)) {
            // Told here, where no more fences are given out.
            Call<?> release = new GiveBack(closing).releaseCall();
            errand(mayBlock -> settleOnClose(release));
          }
          errand(mayBlock -> services.settler().expectNoMore(closing));
        });
  }

  /** Sends what gives a lock back, for as long as closing may take. */
  private void settleOnClose(Call<?> release) {
    long until = services.clock().after(services.runner().timeoutNanos());
    services.settler().settle(release, /* doubtful= */ false, until);
  }

  /** Has the lease renewed from now on. */
  private void lookAfter(Hold won) {
    renewer.reschedule(won);
    if (services.isClosed()) {
      won.closeWithClient(); // who closes it may have looked before
    }
  }

  private void arrived(Waiter waiter) {
    if (services.isClosed()) {
      waiters.refuse(waiter, new Refusal.Closed());
      return;
    }
    Hold mine = hold;
    if (mine != null && mine.isOver()) {
      ranOut(mine);
      mine = hold;
    }
    if (forgotten) {
      forgotten = false;
      cohorts.add(this);
    }
    if (mine != null && isKept()) {
      takeKept(mine, waiter);
    } else if (waiter.once && (mine != null || isQueued())) {
      waiters.refuse(waiter, mine != null ? heldHere(mine) : whyNot());
    } else {
      waiters.add(waiter);
      if (mine != null && mine.isEndless()) {
        patrol(mine);
      } else if (mine == null && attempt == null) {
        // Who is to keep the lock must be heard by others; else the inbox opens when it is needed.
        boolean listening =
            lock.shard().channel().isOpen() || lock.options().stickyFor().isPresent();
        seek(/* begun= */ false).ask(listening && !waiter.once);
      }
    }
  }

  /** Nothing tells of the end of a lock that never expires, if somebody frees it by hand. */
  private void patrol(Hold endless) {
    if (patrol == null) {
      errand(mayBlock -> endless.watch());
      patrol =
          services.timer().at(services.clock().after(PATROL), () -> happens(this::lookAfterPatrol));
    }
  }

  private void lookAfterPatrol() {
    patrol = null;
    Hold mine = hold;
    if (mine != null && mine.isEndless() && !mine.ended() && !waiters.isEmpty()) {
      errand(mayBlock -> mine.look());
      patrol(mine);
    }
  }

  private void takeKept(Hold kept, Waiter waiter) {
    if (kept.pass()) {
      grant(kept, waiter);
    } else {
      waiters.add(waiter);
      giveBack(kept, null);
    }
  }

  private void left(Waiter waiter, Refusal why) {
    if (waiters.leave(waiter, why)) {
      Attempt seeking = attempt;
      if (waiters.isEmpty() && seeking != null && seeking.isWaiting()) {
        stop(seeking);
      }
      giveUpAcknowledging();
    }
  }

  /** Without anybody who waits for it, a hold that nobody has yet goes back. */
  private void giveUpAcknowledging() {
    Acknowledgement asking = acknowledgement;
    if (asking != null && waiters.isEmpty()) {
      giveBack(asking.hold(), null);
    }
  }

  /** The attempt got the lock. */
  void won(Request request, Grant grant, boolean wanted) {
    attempt = null;
    Hold won = new Hold(this, request, grant, wanted);
    hold = won;
    int replicas = lock.options().failover().replicas();
    if (waiters.isEmpty()) {
      giveBack(won, null);
    } else if (replicas > 0) {
      errand(mayBlock -> lookAfter(won));
      acknowledge(new Acknowledgement(this, won, replicas));
    } else if (callsBack(waiters.first())) {
      errand(mayBlock -> lookAfter(won)); // before what may take its time
      handOut(won);
    } else {
      handOut(won);
      // After the wake of the one who has it now: there is time for this.
      errand(mayBlock -> lookAfter(won));
    }
  }

  private static boolean callsBack(@Nullable Waiter next) {
    return next != null && next.callsBack();
  }

  private void handOut(Hold mine) {
    Waiter next = waiters.poll();
    if (next != null) {
      grant(mine, next);
      busy(waiters.arrivals());
    }
  }

  private void acknowledge(Acknowledgement asking) {
    waiters.persuadeFirst(services.runner().timeoutNanos());
    busy(waiters.arrivals());
    acknowledgement = asking;
    asking.ask();
  }

  /** Whether somebody waits for that. */
  boolean awaits(Acknowledgement asking) {
    return acknowledgement == asking && !asking.hold().isOver();
  }

  /** Enough replicas have the grant. */
  void acknowledged(Acknowledgement done) {
    acknowledgement = null;
    handOut(done.hold());
  }

  /** It cannot be told whether enough replicas have the grant. */
  void unacknowledged(Acknowledgement failed, Refusal why) {
    waiters.refuseAll(why);
    giveBack(failed.hold(), null);
  }

  /** Whether the lock is held here and nobody uses it. */
  private boolean isKept() {
    return hold != null && !holder.isThere() && acknowledgement == null;
  }

  /**
   * The lock is somebody's: who tries it only once leaves.
   *
   * @param arrived of so many that came first; who came later may know better
   */
  void busy(long arrived) {
    waiters.refuseOnlyOnce(arrived, this::whyNot);
  }

  /**
   * Another process keeps the lock and was told that we want it: who tries it only once waits until
   * it had time to let go.
   *
   * @param arrived of so many that came first
   */
  void kept(long arrived) {
    waiters.persuadeOnlyOnce(arrived, KEEPER_ANSWERS);
  }

  /** The attempt cannot get the lock. */
  void failed(Attempt failed, Refusal why) {
    stop(failed);
    waiters.refuseAll(why);
    forgetIfIdle();
  }

  /** Ends an attempt without the lock: nothing of it stays in the server. */
  void stop(Attempt stopped) {
    attempt = null;
    stopped.stop();
    forgetIfIdle();
  }

  private void released(HeldLease lease) {
    Hold mine = hold;
    if (mine == null || holder.lease() != lease) {
      return; // lost meanwhile, and the lease was told
    }
    if (mine.isOver()) {
      ranOut(mine);
      mine.sweepAfterExpiry();
    } else if (waiters.isEmpty() ? mine.keep() : mine.pass()) {
      holder.become(null);
      Waiter next = waiters.poll();
      if (next != null) {
        grant(mine, next);
      }
      errand(mayBlock -> lease.released());
    } else {
      giveBack(mine, lease);
    }
  }

  private void ranOut(Hold mine) {
    mine.lose(mine.expiry());
    ended(mine, mine.expiry());
  }

  /** Gives a lock back that is kept unused. */
  void letGo(@Nullable Hold kept) {
    if (kept != null && hold == kept && isKept()) {
      giveBack(kept, null);
    }
  }

  private void grant(Hold mine, Waiter waiter) {
    HeldLease lease = new HeldLease(mine, mine.nextFence(), waiter.origin);
    holder.become(lease);
    if (lock.options().ownerToken().isPresent()) {
      cohorts.forget(this); // nobody else comes here, and the lock can go by its token
    }
    errand(mayBlock -> waiter.granted(lease));
  }

  /** Gives the lock back to the server, and asks for it again if anybody waits here. */
  private void giveBack(Hold mine, @Nullable HeldLease last) {
    services
        .settler()
        .expect(mine); // before the renewer forgets it, and with that a client that closes
    if (!mine.giveBack()) {
      services.settler().expectNoMore(mine);
      return; // lost this moment, which is yet to happen here
    }
    forgetHold();
    if (waiters.isEmpty()) {
      errand(carrier -> new GiveBack(mine).release(last, carrier));
      forgetIfIdle();
    } else if (lock.options().holdAtLeast().isPresent()) {
      // It may have to stay taken for some time yet, which REJOIN would not see to.
      errand(mayBlock -> new GiveBack(mine).release(last, mayBlock));
      seek(/* begun= */ true).ask(true);
    } else {
      seek(/* begun= */ true).rejoin(new GiveBack(mine), last);
    }
  }

  private void ended(Hold lost, LossReason reason) {
    if (hold != lost) {
      return;
    }
    HeldLease told = holder.lease();
    forgetHold();
    if (told != null) {
      errand(mayBlock -> told.lost(reason));
    }
    if (waiters.isEmpty()) {
      forgetIfIdle();
    } else {
      seek(/* begun= */ true).ask(true);
    }
  }

  private void closed() {
    Attempt seeking = attempt;
    waiters.refuseAll(new Refusal.Closed());
    if (seeking != null && seeking.isWaiting()) {
      stop(seeking);
    }
    giveUpAcknowledging();
  }

  private void forgetHold() {
    hold = null;
    holder.become(null);
    acknowledgement = null;
  }

  private Attempt seek(boolean begun) {
    Attempt begins = new Attempt(this, begun, begun || waiters.hasMany());
    attempt = begins;
    return begins;
  }

  private boolean isQueued() {
    Attempt seeking = attempt;
    return seeking != null && seeking.isWaiting();
  }

  private Refusal whyNot() {
    Acknowledgement asking = acknowledgement;
    if (asking != null) {
      return asking.whyNot();
    }
    Hold mine = hold;
    if (mine != null) {
      return heldHere(mine);
    }
    Attempt seeking = attempt;
    return seeking == null
        ? new Refusal.Busy(Optional.empty(), Optional.empty())
        : seeking.whyNot();
  }

  private static Refusal heldHere(Hold mine) {
    return new Refusal.Busy(Optional.of(mine.ownerToken()), Optional.empty());
  }

  private void forgetIfIdle() {
    if (hold == null && attempt == null && waiters.isEmpty() && !forgotten) {
      forgotten = true;
      cohorts.forget(this);
    }
  }
}
