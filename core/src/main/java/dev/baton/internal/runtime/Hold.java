package dev.baton.internal.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.LossReason;
import dev.baton.internal.link.Settler;
import dev.baton.internal.protocol.FenceRange;
import dev.baton.internal.protocol.Grant;
import dev.baton.internal.protocol.Passing;
import dev.baton.internal.protocol.Tenure;
import dev.baton.internal.renew.Renewable;
import dev.baton.internal.script.Call;
import dev.baton.internal.script.LockKeys;
import dev.baton.internal.script.RenewReply;
import dev.baton.internal.script.Request;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A lock as this process holds it in the server: one value, one lease that is renewed, and fences
 * set aside for those who hold it here, one after the other. It ends once: by {@code over}, set by
 * whoever comes first, the cohort that gives it back or whatever finds it lost.
 */
final class Hold extends Renewable implements Settler.Returning {
  private static final System.Logger LOG = System.getLogger(Hold.class.getName());

  private static final VarHandle OVER;
  private static final VarHandle TENURE;
  private static final VarHandle WATCH;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      OVER = lookup.findVarHandle(Hold.class, "over", Over.class);
      TENURE = lookup.findVarHandle(Hold.class, "tenure", Tenure.class);
      WATCH = lookup.findVarHandle(Hold.class, "watch", LossWatch.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** How a hold ended: by which loss, or none. */
  private record Over(@Nullable LossReason loss) {}

  private static final Over GIVEN_BACK = new Over(null);

  private final Cohort cohort;
  private final byte[] value;
  private final long grantedAt;
  private final FenceRange fences;

  /** What is to be seen to if this process may keep the lock unused; null if not. */
  private final @Nullable Keeping keeping;

  /** Which acquisition got us the lock. */
  private final String request;

  private volatile Tenure tenure;

  @SuppressWarnings("UnusedVariable") // set through WATCH
  private volatile @Nullable LossWatch watch;

  @SuppressWarnings("UnusedVariable") // set through OVER
  private volatile @Nullable Over over;

  // Below: touched inside the cohort's turnstile only.

  /** How far it was passed; null while nobody but the first has had it. */
  private @Nullable Passing passing;

  private long fence;

  /** Whether what it may have left in the server was taken care of. */
  private boolean swept;

  /**
   * A hold that has yet to begin.
   *
   * @param wanted whether another process has asked for the lock meanwhile
   */
  Hold(Cohort cohort, Request request, Grant grant, boolean wanted) {
    super(cohort.renewer().nextNumber());
    LockSpec lock = cohort.lock();
    this.cohort = cohort;
    this.value = grant.value();
    this.grantedAt = grant.grantedAt();
    this.fences = grant.fences();
    this.request = request.id();
    this.keeping = Keeping.of(this, request.id());
    if (keeping != null) {
      keeping.begin();
    }
    this.fence = fences.first() - 1;
    this.passing =
        grant.othersWait() || wanted ? Passing.begin(grantedAt, keeping != null).wanted() : null;
    this.tenure =
        Tenure.begin(grant, lock.term().leaseMillis(), lock.options().autoRenew(), maxHoldNanos());
  }

  LockSpec lock() {
    return cohort.lock();
  }

  Cohort cohort() {
    return cohort;
  }

  String ownerToken() {
    return new String(value, UTF_8);
  }

  @Override
  public Tenure tenure() {
    return tenure;
  }

  @Override
  public boolean ended() {
    return over != null;
  }

  /** Whether it ended or ran out. */
  boolean isOver() {
    return over != null || now() >= tenure.validUntil();
  }

  /** The time until it runs out, if nothing happens. */
  Duration remaining() {
    long until = tenure.validUntil();
    return Duration.ofNanos(until == Long.MAX_VALUE ? until : Math.max(0, until - now()));
  }

  /** How it was lost, if it was. */
  @Nullable LossReason loss() {
    Over end = over;
    return end == null ? null : end.loss;
  }

  /** Why it is over once its time is. */
  LossReason expiry() {
    LossReason known = loss();
    if (known != null) {
      return known;
    }
    return tenure.endsByItself() ? LossReason.MAX_HOLD_REACHED : LossReason.EXPIRED;
  }

  /** A fence for the next to hold it here. */
  long nextFence() {
    fence++;
    return fence;
  }

  /** Lets another thread of this process have it; false if it must be given back first. */
  boolean pass() {
    if (!mayPass()) {
      return false;
    }
    passing = passing().passed();
    long now = now();
    Tenure before = tenure;
    Tenure after = change(tenure -> tenure.passed(now, maxHoldNanos()));
    if (after.due() < before.due()) {
      cohort.renewer().reschedule(this);
    }
    return true;
  }

  private boolean mayPass() {
    long now = now();
    return lock().options().holdAtLeast().isEmpty()
        && fences.mayGive(fence + 1, now)
        && passing().allows(tenure, lock().term().leaseMillis(), now);
  }

  /** Keeps it unused for a time; false if it cannot be kept. */
  boolean keep() {
    return keeping != null && !passing().othersWait() && mayPass() && keeping.keep();
  }

  /** Another process wants it. */
  void wanted() {
    passing = passing().wanted();
  }

  private Passing passing() {
    Passing now = passing;
    return now == null ? Passing.begin(grantedAt, keeping != null) : now;
  }

  @Override
  public void reschedule(UnaryOperator<Tenure> change) {
    change(change);
    cohort.renewer().reschedule(this);
  }

  @Override
  public Call<RenewReply> renewal(long millis) {
    return services().calls().renew(lock().keys(), value, millis);
  }

  @Override
  public void renewed(RenewReply reply, long sentAt, long millis) {
    switch (reply) {
      case RENEWED -> reschedule(now -> now.renewed(sentAt, millis));
      case DELETED -> lose(LossReason.DELETED);
      case OVERWRITTEN -> lose(LossReason.OVERWRITTEN);
    }
  }

  /**
   * Ends it as lost; its holder is told.
   *
   * @return false if it has ended already
   */
  boolean lose(LossReason reason) {
    boolean ended = end(new Over(reason));
    if (ended) {
      report(reason);
      cohort.lost(this, reason);
    }
    return ended;
  }

  @Override
  public @Nullable String knownAs() {
    return lock().options().ownerToken().isEmpty() ? request : null;
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
    cohort.renewing(this);
  }

  /** Which acquisition got us the lock. */
  String request() {
    return request;
  }

  /** Nobody is left who could release it: it is renewed no more, and runs out. */
  void abandon(String why, @Nullable Throwable origin) {
    if (!tenure.isAbandoned()) {
      reschedule(Tenure::abandoned);
      LOG.log(
          System.Logger.Level.WARNING,
          () ->
              this
                  + " is not renewed any more, and expires: "
                  + why
                  + (origin == null
                      ? "; -Ddev.baton.trackLeases=true tells where it was acquired"
                      : ""),
          origin);
    }
  }

  /** The client is closed: it goes back, if its leases end with that. */
  void closeWithClient() {
    if (lock().endsWithClient()) {
      cohort.close(this);
    }
  }

  /** Looks whether it is still ours, without waiting, if it is watched. */
  void look() {
    LossWatch theirs = watch;
    if (theirs != null) {
      theirs.look();
    }
  }

  /** Whether nothing but a release or a loss ends it: it is never renewed. */
  boolean isEndless() {
    return tenure.endless();
  }

  /** Says in the log that the lock was lost, and by whom: by the last fence given out. */
  void report(LossReason reason) {
    if (reason != LossReason.CLIENT_CLOSED) {
      cohort.happens(
          () -> {
            long last = lastGiven();
            cohort.errand(
                mayBlock ->
                    LOG.log(
                        System.Logger.Level.WARNING,
                        () ->
                            "lock \""
                                + lock().name()
                                + "\" was lost, fence "
                                + last
                                + ": "
                                + reason.explanation()));
          });
    }
  }

  /** Somebody wants to be told of its loss: has it hear of that as soon as others can say. */
  void watch() {
    LossWatch mine = new LossWatch(this, request);
    if (!ended() && watch == null && WATCH.compareAndSet(this, null, mine)) {
      mine.begin();
      if (ended()) {
        mine.end();
      }
    }
  }

  private void endWatch() {
    LossWatch theirs = watch;
    if (theirs != null) {
      theirs.end();
    }
  }

  /** It is to be given back; false if it was lost meanwhile. */
  boolean giveBack() {
    return end(GIVEN_BACK);
  }

  private boolean end(Over how) {
    if (!OVER.compareAndSet(this, null, how)) {
      return false;
    }
    if (how.loss != LossReason.RESTORED) {
      services().pastRequests().add(request);
    }
    cohort.renewer().forget(this);
    endWatch();
    if (keeping != null) {
      keeping.end();
    }
    return true;
  }

  /** The last fence given out, zero if no more than one was set aside. */
  long used() {
    return fences.first() == fences.last() ? 0 : lastGiven();
  }

  /** Whether anybody of this process has had it. */
  boolean wasHeld() {
    return fence >= fences.first();
  }

  /** The last fence given out. */
  long lastGiven() {
    return Math.max(fence, fences.first());
  }

  @Override
  public String lockName() {
    return lock().name();
  }

  /** The lock's value in Redis. */
  @Override
  public byte[] value() {
    return value;
  }

  /** When it was granted, at the earliest. */
  long grantedAt() {
    return grantedAt;
  }

  /**
   * Gives the lock back for certain when a lease that ran out is released: a renewal whose answer
   * was lost may keep it from everybody for another lease.
   */
  void sweepAfterExpiry() {
    if (!swept && loss() == LossReason.EXPIRED) {
      swept = true;
      GiveBack.Sweep sweep = new GiveBack(this).sweep(); // made here, where the last fence is known
      cohort.errand(mayBlock -> sweep.settle());
    }
  }

  private Tenure change(UnaryOperator<Tenure> change) {
    while (true) {
      Tenure before = tenure;
      Tenure after = change.apply(before);
      if (TENURE.compareAndSet(this, before, after)) {
        return after;
      }
    }
  }

  private long maxHoldNanos() {
    return lock().options().maxHold().map(Duration::toNanos).orElse(Long.MAX_VALUE);
  }

  private long now() {
    return services().clock().nanoTime();
  }

  Services services() {
    return cohort.services();
  }

  /** What a log needs; the value can be a secret of the caller's. */
  @Override
  public String toString() {
    return "hold of \"" + lock().name() + "\", fence " + fences.first();
  }
}
