package dev.baton.internal.runtime;

import dev.baton.LocalLock;
import dev.baton.internal.lease.Refusal;
import dev.baton.internal.link.Channel;
import dev.baton.internal.protocol.Transience;
import dev.baton.internal.renew.LeaseRenewer;
import dev.baton.internal.settings.LockSpec;
import dev.baton.internal.time.Turnstile.Carrier;
import dev.baton.internal.time.Turnstile.Inside;
import dev.baton.spi.BackendFault;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Those of one process who hold or want one lock, and who came when: a line of waiters, and a
 * {@link Seat} at the lock, or several if it is of permits. For the server they are one: one place
 * in its queue, and grants that the holders pass on among themselves, or have together, for as long
 * as {@link dev.baton.internal.protocol.Passing} allows, without asking it.
 *
 * <p>Everything below happens inside the turnstile, one event at a time.
 */
final class Cohort extends Seats implements Waiter.Joined {
  /** How long a process that keeps a lock unused has to let go of it, when asked by tryAcquire. */
  private static final long KEEPER_ANSWERS = TimeUnit.MILLISECONDS.toNanos(50);

  /** Where a cohort is found while anybody of this process holds or wants its lock. */
  interface Registry {
    /** What all locks of the client have in common. */
    Services services();

    /** What renews the leases of the client. */
    LeaseRenewer<Hold> renewer();

    /** It is wanted, and may have been forgotten; if there is another by now, both go on. */
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

  private final Registry cohorts;

  /** Those who wait; null if nobody has since a renewal, which of very many locks saves room. */
  private @Nullable WaitLine line;

  /**
   * One in which nobody holds or wants the lock.
   *
   * @param cohorts where it is found while that is not so
   */
  Cohort(Registry cohorts, LockSpec lock) {
    super(lock);
    this.cohorts = cohorts;
  }

  @Override
  Seat newSeat() {
    return new Seat(this);
  }

  @Override
  public String lockName() {
    return lock().name();
  }

  Services services() {
    return cohorts.services();
  }

  LeaseRenewer<Hold> renewer() {
    return cohorts.renewer();
  }

  WaitLine waiters() {
    WaitLine known = line;
    if (known == null) {
      known = new WaitLine();
      line = known;
    }
    return known;
  }

  boolean nobodyWaits() {
    return line == null || line.isEmpty();
  }

  /** A hold has lasted until a renewal, and may last long: where nobody waits there is no line. */
  void renewing() {
    if (!isAnyGetting() && nobodyWaits()) { // whoever is getting it knows how many had come by then
      line = null;
    }
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
          if (!isElsewhere(in, waiter, Waiter.Joined::timeIsUp)
              && (!isUnanswered() || !waiters().awaitFirstAnswer(in, waiter))) {
            left(in, waiter, whyNot());
          }
        });
  }

  /** The first here is one who had the lock exclusively: it begins with a share of that. */
  void beginWith(Waiter waiter, Release giveBack, HeldLease last, Carrier carrier) {
    waiter.joined = this;
    submit(
        in -> {
          waiters().add(waiter);
          first().seek(/* waitBegan= */ false).downgrade(in, giveBack, last);
        },
        carrier);
  }

  /** The first here would have begun so, and has nothing any more. */
  void arriveInVain(Waiter waiter) {
    submit(
        in -> {
          waiters().refuse(in, waiter, whyNot());
          forgetIfIdle();
        });
  }

  /** Looks for what has the lock here under a value; completes soon. */
  CompletableFuture<Optional<Hold>> lookFor(byte[] value) {
    return look(() -> Optional.ofNullable(seatWhere(seat -> seat.holds(value))).map(Seat::hold));
  }

  /** Looks who has the lock here and who waits; completes soon, with nothing if nobody does. */
  CompletableFuture<Optional<LocalLock>> look() {
    return look(() -> isIdle() ? Optional.empty() : Optional.of(asItIs()));
  }

  private <T> CompletableFuture<T> look(Supplier<T> looking) {
    CompletableFuture<T> seen = new CompletableFuture<>();
    submit(
        in -> {
          T now = looking.get();
          in.afterwards(() -> seen.complete(now));
        });
    return seen;
  }

  private boolean isIdle() {
    return haveNothing() && nobodyWaits();
  }

  private LocalLock asItIs() {
    return described(line == null ? 0 : line.size(), services().clock().nanoTime());
  }

  /** Nobody can be heard who may want the lock, so somebody may: it is not kept, nor joined. */
  void pushesLost() {
    submit(in -> forEachSeat(seat -> seat.wanted(in, seat.hold())));
  }

  /** What this process holds or has asked for, its copies may too. */
  void restored() {
    submit(in -> forEachSeat(seat -> seat.restored(in)));
  }

  /** The client is closed. */
  void close() {
    submit(
        in -> {
          waiters().refuseAll(in, new Refusal.Closed());
          restIfNobodyWaits(in);
        });
  }

  private void arrived(Inside in, Waiter waiter) {
    Refusal early = services().isClosed() ? new Refusal.Closed() : waiter.early;
    waiter.underWay = false;
    if (early != null) {
      waiters().refuse(in, waiter, early);
      forgetIfIdle();
      return;
    }
    Cohort elder = lock().isForMany() ? cohorts.whereReads(lock(), waiter.thread()) : null;
    if (elder != null && elder != this) {
      sendOn(in, waiter, elder);
      forgetIfIdle();
      return;
    }
    if (areAllTaken()) {
      forEachSeat(seat -> seat.endIfOver(in));
    }
    if (isIdle()) {
      cohorts.add(this); // again, if it was forgotten
    }
    if (first().mayTakeUp()) { // permits are neither had by many nor kept
      first().takeUp(in, waiter);
      return;
    }
    boolean queued = isAnySeeking(Attempt::isWaiting);
    Seat free = queued ? null : freeSeat();
    if (waiter.once && free == null && (queued || !isAnySeeking(attempt -> true))) {
      Seat held = seatWhere(seat -> seat.hold() != null);
      Refusal here = held == null ? null : held.heldHere();
      waiters().refuse(in, waiter, queued || here == null ? whyNot() : here);
    } else {
      waiters().add(waiter);
      if (free != null) {
        // Who is to keep the lock must be heard by others; else the inbox opens when it is needed.
        boolean listening =
            lock().server().channel().isOpen() || lock().options().stickyFor().isPresent();
        free.seek(/* waitBegan= */ false).ask(in, listening && !waiter.once);
      } else {
        forEachSeat(seat -> seat.watchIfEndless(in));
      }
    }
  }

  private void left(Inside in, Waiter waiter, Refusal why) {
    if (waiter.underWay) {
      waiter.early = why; // once it arrives
    } else if (waiters().leave(in, waiter, why)) {
      restIfNobodyWaits(in);
    }
  }

  /** Without anybody who waits, what nobody has yet goes back. */
  void restIfNobodyWaits(Inside in) {
    if (isAnyGetting() && nobodyWaits()) {
      forEachSeat(seat -> seat.rest(in));
    }
  }

  /** If anybody waits, and nothing is asked for yet, a seat that has nothing asks. */
  void seekMore(Inside in) {
    Seat free = nobodyWaits() || isAnyGetting() ? null : freeSeat();
    if (free != null) {
      free.seek(/* waitBegan= */ true).ask(in, true);
    }
  }

  /** Somebody wants what those who have it here are not to share any more. */
  void moveOn(Inside in, Waiter waiter, Holders holders) {
    hearOthers(in);
    sendOn(in, waiter, cohorts.after(this, holders, waiter.thread()));
  }

  private static void sendOn(Inside in, Waiter waiter, Cohort next) {
    waiter.underWay = true;
    waiter.joined = next;
    in.send(carrier -> next.arrive(waiter, carrier));
  }

  /**
   * Has others be heard who want the lock, so that threads of this process can have it together.
   */
  void hearOthers(Inside in) {
    Channel channel = lock().server().channel();
    if (!channel.isOpen() && !services().inbox().isForbidden()) {
      in.afterwards(() -> channel.whenOpen(() -> {}, this::unheard));
    }
  }

  private void unheard(Throwable thrown) {
    if (thrown instanceof BackendFault fault && !Transience.passes(fault)) {
      services().inbox().onForbidden(fault);
    }
  }

  /**
   * Another process keeps the lock and was told that we want it: who tries it only once waits until
   * it had time to let go.
   *
   * @param arrived of so many that came first
   */
  void kept(Inside in, long arrived) {
    waiters().persuadeOnlyOnce(in, arrived, KEEPER_ANSWERS);
  }

  /** Nobody finds it any more. */
  void forget() {
    cohorts.forget(this);
  }

  void forgetIfIdle() {
    if (isIdle()) {
      cohorts.forget(this);
    }
  }
}
