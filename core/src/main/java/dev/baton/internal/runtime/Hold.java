package dev.baton.internal.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.LossReason;
import dev.baton.internal.link.ClientIdentity;
import dev.baton.internal.link.Inbox;
import dev.baton.internal.link.LockServer;
import dev.baton.internal.link.Settler;
import dev.baton.internal.protocol.Grant;
import dev.baton.internal.protocol.Tenure;
import dev.baton.internal.protocol.Turn;
import dev.baton.internal.script.Call;
import dev.baton.internal.script.LockKeys;
import dev.baton.internal.script.Push;
import dev.baton.internal.script.RenewReply;
import dev.baton.internal.script.Request;
import dev.baton.internal.settings.LockSpec;
import dev.baton.internal.time.Turnstile.Inside;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A lock as this process holds it in the server: one value, one lease that is renewed, and fences
 * set aside for those who hold it here, one after the other. Whoever comes first ends it: the
 * cohort that gives it back, or whatever finds it lost.
 */
final class Hold extends TimedHold implements SeatState.Taken, Settler.Returning, Inbox.Recipient {
  private static final AtomicIntegerFieldUpdater<Hold> HEARING =
      AtomicIntegerFieldUpdater.newUpdater(Hold.class, "hearing");

  // Whether it needs the channel: not yet, yes, and not any more.
  private static final int DEAF = 0;
  private static final int HEARS = 1;
  private static final int ENDED = 2;

  private final Seat seat;
  private final byte[] value;

  /** What is to be seen to if this process may keep the lock unused; null if not. */
  private final @Nullable Stickiness keeping;

  /** Which acquisition got us the lock, if the value is the caller's and does not say. */
  private final @Nullable String request;

  private volatile int hearing = DEAF;

  // Below: touched inside the cohort's turnstile only.

  private final Holders holders = new Holders();

  /** Who of the process has had it so far, and whether another may. */
  private final Turn turn;

  /** Whether those of other processes who want it could be heard from its beginning on. */
  private boolean heard;

  /** Whether it is looked after, since nothing ends it by itself and others wait for it here. */
  boolean patrolled;

  /** Whether what it may have left in the server was taken care of. */
  private boolean swept;

  /** One that has yet to begin, maybe wanted by another process already. */
  Hold(Seat seat, Request request, Grant grant, boolean wanted) {
    super(seat.cohort().lock().tenure(grant));
    this.seat = seat;
    LockSpec lock = lock();
    this.value = grant.value();
    this.request = request.kind().isVerbatim() ? request.id() : null;
    this.keeping = lock.options().stickyFor().map(time -> new Stickiness(this, time)).orElse(null);
    this.turn = new Turn(grant, keeping != null, wanted);
  }

  /** What is pushed about it comes to it from now on, if anything can be. */
  void begin() {
    if (hearsWishes()) {
      services().inbox().granted(request(), this);
    }
    heard = lock().isForMany() && hearsOthers();
    if (keeping != null || heard) {
      needChannel();
    }
  }

  /** Whether other processes that want it say so. */
  boolean hearsWishes() {
    return keeping != null || lock().isShare();
  }

  private boolean hearsOthers() {
    return lock().server().channel().isOpen() && services().inbox().isSubscribed();
  }

  private Cohort cohort() {
    return seat.cohort();
  }

  LockSpec lock() {
    return cohort().lock();
  }

  Seat seat() {
    return seat;
  }

  String ownerToken() {
    return new String(value, UTF_8);
  }

  /** Those who have it; inside only. */
  Holders holders() {
    return holders;
  }

  /** This process's turn; inside only. */
  Turn turn() {
    return turn;
  }

  /** Lets another thread of this process have it; false if it must be given back first. */
  boolean pass() {
    if (!mayPass()) {
      return false;
    }
    if (lock().isForMany()) {
      return true; // those who have it keep it, and its time is that of all
    }
    turn.pass();
    Tenure before = tenure();
    Tenure after = change(tenure -> tenure.passed(now(), lock().maxHoldNanos()));
    if (after.due() < before.due()) {
      cohort().renewer().reschedule(this);
    }
    return true;
  }

  private boolean mayPass() {
    long now = now();
    if (lock().isForMany()) {
      return heard && hearsOthers() && !turn.othersWait() && tenure().hasTimeForNext(now);
    }
    return lock().options().holdAtLeast().isEmpty()
        && turn.mayPass(tenure(), lock().term().leaseMillis(), now);
  }

  /** Keeps it unused for a time; false if it cannot be kept. */
  boolean keep(Inside in) {
    return keeping != null && !turn.othersWait() && mayPass() && keeping.keep(in);
  }

  /**
   * The lease to ask for if one of those who have it wants another: none that is shorter than what
   * the others rely on.
   */
  long wanted(long millis, long now) {
    Tenure known = tenure();
    return known.atMost(lock().isForMany() ? Math.max(millis, known.leaseMillis()) : millis, now);
  }

  @Override
  public void reschedule(UnaryOperator<Tenure> change) {
    change(change);
    cohort().renewer().reschedule(this);
  }

  @Override
  public Call<RenewReply> renewal(long millis) {
    return lock().calls().renew(lock().keys(), value, millis);
  }

  /**
   * The same for one of those who have it, who may want a shorter lease than the server gave it:
   * what is sent again, for want of its script, comes behind others and only lengthens.
   */
  Call<RenewReply> askedRenewal(long millis) {
    Call<RenewReply> renewal = renewal(millis);
    long longest = tenure().longestMillis();
    return longest == 0 || millis < longest ? renewal.unaltered() : renewal;
  }

  @Override
  public void renewed(RenewReply reply, long sentAt, long millis) {
    if (reply == RenewReply.RENEWED) {
      reschedule(now -> now.renewed(sentAt, millis));
    }
    loseIfGone(reply);
  }

  private void loseIfGone(@Nullable RenewReply reply) {
    if (reply == RenewReply.DELETED) {
      lose(LossReason.DELETED);
    } else if (reply == RenewReply.OVERWRITTEN) {
      lose(LossReason.OVERWRITTEN);
    }
  }

  /**
   * Ends it as lost; its holder is told.
   *
   * @return false if it has ended already
   */
  boolean lose(LossReason reason) {
    boolean ended = end(reason);
    if (ended) {
      HoldLog.lost(lockName(), cohort(), turn, reason);
      seat.lost(this, reason);
    }
    return ended;
  }

  @Override
  public LockKeys keys() {
    return lock().keys();
  }

  @Override
  public void ranOut() {
    lose(expiry());
  }

  @Override
  public void beforeRenewal() {
    seat.renewing(this);
  }

  /** Which acquisition got us the lock. */
  String request() {
    return request == null ? ClientIdentity.request(ownerToken()) : request;
  }

  /** Nobody is left who could release it: it is renewed no more, and runs out. */
  void abandon(String why, @Nullable Throwable origin) {
    if (!tenure().isAbandoned()) {
      reschedule(Tenure::abandoned);
      HoldLog.abandoned(toString(), why, origin);
    }
  }

  /** The client is closed: it goes back, if its leases end with that. */
  void closeWithClient() {
    if (lock().endsWithClient()) {
      seat.close(this);
    }
  }

  @Override
  public void onPush(Push push) {
    if (push instanceof Push.Wanted) {
      seat.wanted(this);
    } else if (push instanceof Push.Revoked && hearing == HEARS) {
      look(); // it is a hint only
    }
  }

  /** Looks whether it is still ours, without waiting; without an answer a renewal finds out. */
  void look() {
    Call<RenewReply> look = lock().calls().look(lock().keys(), value);
    services().runner().start(look, (reply, thrown) -> loseIfGone(reply));
  }

  /** Somebody wants to be told of its loss: has it hear of that as soon as others can say. */
  void hear() {
    services().inbox().granted(request(), this);
    needChannel();
    lock().server().channel().prepare(); // without it, the next renewal finds the loss
    if (ended()) {
      hearNoMore();
    }
  }

  private void needChannel() {
    LockServer server = lock().server();
    server.enter();
    if (!HEARING.compareAndSet(this, DEAF, HEARS)) {
      server.leave();
    }
  }

  /** Nobody here is concerned with it any more. */
  void forget() {
    cohort().renewer().forget(this);
    boolean heard = HEARING.getAndSet(this, ENDED) == HEARS;
    if (heard) {
      lock().server().leave();
    }
    if (heard || lock().isShare()) {
      hearNoMore();
    }
  }

  private void hearNoMore() {
    services().inbox().over(request(), this);
  }

  /** It is to be given back; false if it was lost meanwhile. */
  boolean giveBack() {
    return end(null);
  }

  private boolean end(@Nullable LossReason loss) {
    if (!endOnce(loss)) {
      return false;
    }
    if (loss != LossReason.RESTORED) {
      services().pastRequests().add(request());
    }
    forget();
    return true;
  }

  @Override
  public String lockName() {
    return lock().name();
  }

  @Override
  public byte[] value() {
    return value;
  }

  /** When it was granted, at the earliest. */
  long grantedAt() {
    return turn.beganAt();
  }

  /**
   * Gives the lock back for certain when a lease that ran out is released: a renewal whose answer
   * was lost may keep it from everybody for another lease.
   */
  void sweepAfterExpiry(Inside in) {
    if (!swept && loss() == LossReason.EXPIRED) {
      swept = true;
      Release.Sweep sweep = new Release(this).sweep(); // made here, where the last fence is known
      in.afterwards(() -> sweep.settle());
    }
  }

  @Override
  Services services() {
    return cohort().services();
  }

  /** What a log needs; the value can be a secret of the caller's. */
  @Override
  public String toString() {
    return "hold of \"" + lock().name() + "\", fence " + turn.firstFence();
  }
}
