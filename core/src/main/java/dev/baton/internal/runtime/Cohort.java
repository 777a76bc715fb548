package dev.baton.internal.runtime;

import dev.baton.LossReason;
import dev.baton.internal.link.Channel;
import dev.baton.internal.protocol.Grant;
import dev.baton.internal.protocol.Transience;
import dev.baton.internal.renew.LeaseRenewer;
import dev.baton.internal.script.Call;
import dev.baton.internal.script.Request;
import dev.baton.internal.time.Turnstile;
import dev.baton.spi.BackendFault;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Those of one process who hold or want one lock: one holder at most, or any number of a lock that
 * is shared, and a line of waiters. For the server they are one: one place in its queue, and one
 * grant, which the holders pass on among themselves, or have together, for as long as {@link
 * dev.baton.internal.protocol.Passing} allows, without asking it.
 *
 * <p>Everything below happens inside the turnstile, one event at a time. There is either a hold, or
 * an attempt to get one if anybody waits, or nothing.
 */
final class Cohort extends Turnstile implements Waiter.Joined {
  /** How long a process that keeps a lock unused has to let go of it, when asked by tryAcquire. */
  private static final long KEEPER_ANSWERS = TimeUnit.MILLISECONDS.toNanos(50);

  /** Where a cohort is found while anybody of this process holds or wants its lock. */
  interface Registry {
    /** It was forgotten and is wanted again; if there is another by now, both go on. */
    void add(Cohort cohort);

    /** Nobody holds the lock here, and nobody waits. */
    void forget(Cohort cohort);

    /**
     * Some have the lock here, and nobody else may: the cohort of those who want it from now on.
     *
     * @param holders who has it, to find a thread that wants it once more
     * @param stopped a thread that does not have it here, if it has come
     */
    Cohort after(Cohort closed, Holders holders, @Nullable Thread stopped);

    /** Where a thread may have a lock together with others, and nobody else may join them. */
    @Nullable Cohort whereReads(LockSpec lock, @Nullable Thread thread);
  }

  private final Services services;
  private final LeaseRenewer<Hold> renewer;
  private final Registry cohorts;
  private final LockSpec lock;
  private final WaitLine waiters = new WaitLine();
  private @Nullable Hold hold;
  private final Holders holders;

  /** Looks after a hold that nothing ends by itself; null unless that was needed. */
  private @Nullable Patrol patrol;

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
    this.holders = new Holders(lock.isForMany());
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
    submit(in -> arrived(in, waiter), carrier);
  }

  @Override
  public void leave(Waiter waiter) {
    submit(
        in -> {
          if (!isElsewhere(in, waiter, Waiter.Joined::leave)) {
            left(in, waiter, new Refusal.Left());
          }
        });
  }

  /** Whether a waiter was sent on: what it says is told there. */
  private boolean isElsewhere(Inside in, Waiter waiter, BiConsumer<Waiter.Joined, Waiter> says) {
    Waiter.Joined with = waiter.joined;
    if (with == null || with == this) {
      return false;
    }
    in.afterwards(() -> says.accept(with, waiter));
    return true;
  }

  @Override
  public void timeIsUp(Waiter waiter) {
    submit(
        in -> {
          if (isElsewhere(in, waiter, Waiter.Joined::timeIsUp)) {
            return;
          }
          Attempt seeking = attempt;
          boolean unanswered = seeking != null && !seeking.isAnswered();
          if (!unanswered || !waiters.awaitFirstAnswer(in, waiter)) {
            left(in, waiter, whyNot());
          }
        });
  }

  /** The holder needs the lock no longer; the lease is told what became of that. */
  void release(HeldLease lease, Carrier carrier) {
    submit(in -> released(in, lease), carrier);
  }

  /**
   * The holder goes on with others who share the lock: those of another cohort.
   *
   * @param lease that of the holder; told when it is over
   * @param sharing nobody has or wants the lock there yet
   * @param waiter who the holder is there
   */
  void downgrade(HeldLease lease, Cohort sharing, Waiter waiter, Carrier carrier) {
    submit(
        in -> {
          Hold mine = hold;
          if (mine != null && holders.have(lease) && mine.isOver()) {
            ranOut(in, mine);
            mine = hold;
          }
          boolean holds = mine != null && holders.have(lease);
          if (mine != null && holds && endToGiveBack(mine)) {
            Release giveBack = new Release(mine);
            in.send(sender -> sharing.beginWith(waiter, giveBack, lease, sender));
            if (waiters.isEmpty()) {
              forgetIfIdle();
            } else {
              seek(/* waitBegan= */ true).ask(in, true);
            }
          } else {
            in.afterwards(() -> sharing.arriveInVain(waiter));
          }
        },
        carrier);
  }

  private void beginWith(Waiter waiter, Release giveBack, HeldLease last, Carrier carrier) {
    waiter.joined = this;
    submit(
        in -> {
          waiters.add(waiter);
          seek(/* waitBegan= */ false).downgrade(in, giveBack, last);
        },
        carrier);
  }

  private void arriveInVain(Waiter waiter) {
    submit(
        in -> {
          waiters.refuse(in, waiter, whyNot());
          forgetIfIdle();
        });
  }

  /** The hold is over, whether or not its holder is done. */
  void lost(Hold lost, LossReason reason) {
    submit(
        in -> {
          ended(in, lost, reason);
          if (lost.tenure().longestMillis() == 0) {
            lost.sweepAfterExpiry(in); // it does not end by itself
          }
        });
  }

  /** A lease that ran out is released: nothing of its hold is to stay in the server. */
  void sweep(Hold over) {
    submit(over::sweepAfterExpiry);
  }

  /**
   * Has the holder do something.
   *
   * @param lease the holder
   * @param step what it does inside, and what follows outside
   * @param otherwise what follows if the lease is not the holder, or its time is over
   */
  void during(HeldLease lease, Supplier<Runnable> step, Runnable otherwise) {
    submit(
        in -> {
          Hold mine = hold;
          boolean holds = mine != null && !mine.isOver() && holders.have(lease);
          Runnable then = holds ? step.get() : otherwise;
          in.afterwards(() -> then.run());
        });
  }

  /** The holder's lease must not be forgotten: somebody waits to hear of its loss. */
  void tie(HeldLease lease) {
    submit(in -> holders.tie(lease));
  }

  /** The lock is released by its token, by nobody of this cohort: it is none of its concern. */
  void detach(HeldLease lease) {
    submit(
        in -> {
          Hold mine = hold;
          if (mine != null && holders.have(lease)) {
            forgetHold();
            mine.forget();
            forgetIfIdle();
          }
        });
  }

  /** The hold is about to be renewed, which makes sense as long as somebody can release it. */
  void renewing(Hold renewed) {
    submit(
        in -> {
          if (hold == renewed) {
            holders.onRenewal(renewed);
          }
        });
  }

  /** Another process wants the lock. */
  void wanted(Hold ours) {
    submit(
        in -> {
          ours.turn().wanted();
          letGo(in, ours);
        });
  }

  /** The lock was released by its token. */
  void releasedByToken(String ownerToken) {
    submit(
        in -> {
          Hold mine = hold;
          if (mine != null && mine.ownerToken().equals(ownerToken)) {
            mine.lose(LossReason.DELETED);
          }
        });
  }

  /** Nobody can be heard who may want the lock, so it is not kept. */
  void letGo() {
    submit(in -> letGo(in, hold));
  }

  /** What this process holds or has asked for, its copies may too. */
  void restored() {
    submit(
        in -> {
          Hold mine = hold;
          if (mine != null) {
            mine.lose(LossReason.RESTORED);
          } else if (attempt != null) {
            attempt.disown(in);
          }
        });
  }

  /** The request of an attempt is not this process's alone: it is left, and another one made. */
  void disowned(Inside in, Attempt left) {
    if (attempt != left) {
      return;
    }
    attempt = null;
    in.afterwards(() -> left.forget());
    if (waiters.isEmpty()) {
      forgetIfIdle();
    } else {
      seek(/* waitBegan= */ true).ask(in, true);
    }
  }

  /** The client is closed. */
  void close() {
    submit(this::closed);
  }

  /** The client is closed, and the lock goes back to the server. */
  void close(Hold closing) {
    services.settler().expect(closing);
    submit(
        in -> {
          if (closing.lose(LossReason.CLIENT_CLOSED)) {
            // Told here, where no more fences are given out.
            Call<?> release = new Release(closing).releaseCall();
            in.afterwards(() -> settleOnClose(release));
          }
          in.afterwards(() -> services.settler().expectNoMore(closing));
        });
  }

  /** Sends what gives a lock back, for as long as closing may take. */
  private void settleOnClose(Call<?> release) {
    long until = services.clock().after(services.runner().timeoutNanos());
    services.settler().settle(release, /* mayRunLate= */ false, until);
  }

  /** Has the lease renewed from now on. */
  private void lookAfter(Hold won) {
    renewer.reschedule(won);
    if (services.isClosed()) {
      won.closeWithClient(); // who closes it may have looked before
    }
  }

  private void arrived(Inside in, Waiter waiter) {
    Refusal early = services.isClosed() ? new Refusal.Closed() : waiter.early;
    waiter.underWay = false;
    if (early != null) {
      waiters.refuse(in, waiter, early);
      forgetIfIdle();
      return;
    }
    Cohort elder = lock.isForMany() ? cohorts.whereReads(lock, waiter.thread()) : null;
    if (elder != null && elder != this) {
      sendOn(in, waiter, elder);
      forgetIfIdle();
      return;
    }
    Hold mine = hold;
    if (mine != null && mine.isOver()) {
      ranOut(in, mine);
      mine = hold;
    }
    if (forgotten) {
      forgotten = false;
      cohorts.add(this);
    }
    if (mine != null && acknowledgement == null && holders.admitAnother()) {
      takeUp(in, mine, waiter);
    } else if (waiter.once && (mine != null || isQueued())) {
      waiters.refuse(in, waiter, mine != null ? heldHere(mine) : whyNot());
    } else {
      waiters.add(waiter);
      if (mine != null && mine.isEndless()) {
        if (patrol == null) {
          patrol = new Patrol(this);
        }
        patrol.begin(in, mine);
      } else if (mine == null && attempt == null) {
        // Who is to keep the lock must be heard by others; else the inbox opens when it is needed.
        boolean listening =
            lock.server().channel().isOpen() || lock.options().stickyFor().isPresent();
        seek(/* waitBegan= */ false).ask(in, listening && !waiter.once);
      }
    }
  }

  /** The hold if nothing ends it by itself, null otherwise. */
  @Nullable Hold endless() {
    return hold != null && hold.isEndless() ? hold : null;
  }

  /**
   * Has others be heard who want the lock, so that threads of this process can have it together.
   */
  private void hearOthers(Inside in) {
    Channel channel = lock.server().channel();
    if (!channel.isOpen() && !services.inbox().isForbidden()) {
      in.afterwards(() -> channel.whenOpen(() -> {}, this::unheard));
    }
  }

  private void unheard(Throwable thrown) {
    if (thrown instanceof BackendFault fault && !Transience.passes(fault)) {
      services.inbox().onForbidden(fault);
    }
  }

  /** Somebody comes while another may have the hold, unless others want the lock. */
  private void takeUp(Inside in, Hold mine, Waiter waiter) {
    if (mine.pass() || holders.include(waiter.thread())) {
      grant(in, mine, waiter);
    } else if (holders.isEmpty()) {
      waiters.add(waiter);
      giveBack(in, mine, null);
    } else {
      mine.turn().wanted();
      hearOthers(in);
      sendOn(in, waiter, cohorts.after(this, holders, waiter.thread()));
    }
  }

  private static void sendOn(Inside in, Waiter waiter, Cohort next) {
    waiter.underWay = true;
    waiter.joined = next;
    in.send(carrier -> next.arrive(waiter, carrier));
  }

  private void left(Inside in, Waiter waiter, Refusal why) {
    if (waiter.underWay) {
      waiter.early = why; // once it arrives
    } else if (waiters.leave(in, waiter, why)) {
      Attempt seeking = attempt;
      if (waiters.isEmpty() && seeking != null && seeking.isWaiting()) {
        stop(in, seeking);
      }
      giveUpAcknowledging(in);
    }
  }

  /** Without anybody who waits for it, a hold that nobody has yet goes back. */
  private void giveUpAcknowledging(Inside in) {
    Acknowledgement asking = acknowledgement;
    if (asking != null && waiters.isEmpty()) {
      giveBack(in, asking.hold(), null);
    }
  }

  /** The attempt got the lock. */
  void won(Inside in, Request request, Grant grant, boolean wanted) {
    attempt = null;
    Hold won = new Hold(this, request, grant, wanted);
    won.begin();
    hold = won;
    if (lock.isForMany() && !services.backend().isCluster()) {
      hearOthers(in); // in a cluster, with a channel for each slot, only when it is needed
    }
    int replicas = lock.options().failover().replicas();
    if (waiters.isEmpty()) {
      giveBack(in, won, null);
    } else if (replicas > 0) {
      in.afterwards(() -> lookAfter(won));
      acknowledge(in, new Acknowledgement(this, won, replicas));
    } else if (callsBack(waiters.first())) {
      in.afterwards(() -> lookAfter(won)); // before what may take its time
      handOut(in, won);
    } else {
      handOut(in, won);
      // After the wake of the one who has it now: there is time for this.
      in.afterwards(() -> lookAfter(won));
    }
  }

  private static boolean callsBack(@Nullable Waiter next) {
    return next != null && next.callsBack();
  }

  private void handOut(Inside in, Hold mine) {
    admit(in, mine);
    busy(in, waiters.arrivals());
  }

  /** Gives the hold to the first of those who wait, and to as many more as can have it together. */
  private void admit(Inside in, Hold mine) {
    while (!waiters.isEmpty() && holders.admitAnother()) {
      grant(in, mine, Objects.requireNonNull(waiters.poll()));
    }
  }

  private void acknowledge(Inside in, Acknowledgement asking) {
    waiters.persuadeFirst(in, services.runner().timeoutNanos());
    busy(in, waiters.arrivals());
    acknowledgement = asking;
    asking.ask(in);
  }

  /** Whether somebody waits for that. */
  boolean awaits(Acknowledgement asking) {
    return acknowledgement == asking && !asking.hold().isOver();
  }

  /** Enough replicas have the grant. */
  void acknowledged(Inside in, Acknowledgement done) {
    acknowledgement = null;
    handOut(in, done.hold());
  }

  /** It cannot be told whether enough replicas have the grant. */
  void unacknowledged(Inside in, Acknowledgement failed, Refusal why) {
    waiters.refuseAll(in, why);
    giveBack(in, failed.hold(), null);
  }

  /** Whether the lock is held here and nobody uses it. */
  private boolean isKept() {
    return hold != null && holders.isEmpty() && acknowledgement == null;
  }

  /**
   * The lock is somebody's: who tries it only once leaves.
   *
   * @param arrived of so many that came first; who came later may know better
   */
  void busy(Inside in, long arrived) {
    waiters.refuseOnlyOnce(in, arrived, this::whyNot);
  }

  /**
   * Another process keeps the lock and was told that we want it: who tries it only once waits until
   * it had time to let go.
   *
   * @param arrived of so many that came first
   */
  void kept(Inside in, long arrived) {
    waiters.persuadeOnlyOnce(in, arrived, KEEPER_ANSWERS);
  }

  /** The attempt cannot get the lock. */
  void failed(Inside in, Attempt failed, Refusal why) {
    stop(in, failed);
    waiters.refuseAll(in, why);
    forgetIfIdle();
  }

  /** Ends an attempt without the lock: nothing of it stays in the server. */
  void stop(Inside in, Attempt stopped) {
    attempt = null;
    stopped.stop(in);
    forgetIfIdle();
  }

  private void released(Inside in, HeldLease lease) {
    Hold mine = hold;
    if (mine == null || !holders.have(lease)) {
      return; // lost meanwhile, and the lease was told
    }
    if (mine.isOver()) {
      ranOut(in, mine);
      mine.sweepAfterExpiry(in);
    } else if (holders.areSeveral()) {
      holders.remove(lease);
      in.afterwards(() -> lease.released());
    } else if (waiters.isEmpty() ? mine.keep(in) : mine.pass()) {
      holders.clear(released -> {});
      admit(in, mine);
      in.afterwards(() -> lease.released());
    } else {
      giveBack(in, mine, lease);
    }
  }

  private void ranOut(Inside in, Hold mine) {
    mine.lose(mine.expiry());
    ended(in, mine, mine.expiry());
  }

  /** Gives a lock back that is kept unused. */
  void letGo(Inside in, @Nullable Hold kept) {
    if (kept != null && hold == kept && isKept()) {
      giveBack(in, kept, null);
    }
  }

  private void grant(Inside in, Hold mine, Waiter waiter) {
    HeldLease lease = new HeldLease(mine, mine.turn().next(), waiter.origin);
    holders.add(lease, waiter.thread());
    if (lock.options().ownerToken().isPresent()) {
      cohorts.forget(this); // nobody else comes here, and the lock can go by its token
    }
    in.afterwards(() -> waiter.granted(lease));
  }

  /** Gives the lock back to the server, and asks for it again if anybody waits here. */
  private void giveBack(Inside in, Hold mine, @Nullable HeldLease last) {
    if (!endToGiveBack(mine)) {
      return;
    }
    if (waiters.isEmpty()) {
      in.send(carrier -> new Release(mine).release(last, carrier));
      forgetIfIdle();
    } else if (lock.options().holdAtLeast().isPresent()) {
      // It may have to stay taken for some time yet, which REJOIN would not see to.
      in.send(carrier -> new Release(mine).release(last, carrier));
      seek(/* waitBegan= */ true).ask(in, true);
    } else {
      seek(/* waitBegan= */ true).rejoin(in, new Release(mine), last);
    }
  }

  /** Ends a hold; false if it was lost this moment, which is yet to happen here. */
  private boolean endToGiveBack(Hold mine) {
    services
        .settler()
        .expect(mine); // before the renewer forgets it, and with that a client that closes
    if (!mine.giveBack()) {
      services.settler().expectNoMore(mine);
      return false;
    }
    forgetHold();
    return true;
  }

  private void ended(Inside in, Hold lost, LossReason reason) {
    if (hold != lost) {
      return;
    }
    holders.clear(told -> in.afterwards(() -> told.lost(reason)));
    forgetHold();
    if (waiters.isEmpty()) {
      forgetIfIdle();
    } else {
      seek(/* waitBegan= */ true).ask(in, true);
    }
  }

  private void closed(Inside in) {
    Attempt seeking = attempt;
    waiters.refuseAll(in, new Refusal.Closed());
    if (seeking != null && seeking.isWaiting()) {
      stop(in, seeking);
    }
    giveUpAcknowledging(in);
  }

  private void forgetHold() {
    hold = null;
    holders.clear(forgotten -> {});
    acknowledgement = null;
  }

  private Attempt seek(boolean waitBegan) {
    Attempt begins = new Attempt(this, waitBegan, waitBegan || waiters.hasMany());
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
