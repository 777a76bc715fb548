package dev.baton.internal.quorum;

import dev.baton.BackendException;
import dev.baton.LeaseLostException;
import dev.baton.LockOptions;
import dev.baton.LossReason;
import dev.baton.ReleaseOutcome;
import dev.baton.internal.protocol.Limits;
import dev.baton.internal.runtime.CheckedLease;
import dev.baton.internal.runtime.Ending;
import dev.baton.internal.runtime.LossSignal;
import dev.baton.internal.runtime.MemberLease;
import dev.baton.internal.runtime.Owner;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A lock that is held on a majority of the members. The members' leases renew themselves; this one
 * is over, for good, as soon as fewer than a majority of them are held.
 */
final class QuorumLease implements CheckedLease {
  private static final System.Logger LOG = System.getLogger(QuorumLease.class.getName());

  private final QuorumClient client;
  private final String name;
  private final String token;
  private final long fence;
  private final Votes votes;
  private final Upkeep upkeep;
  private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();
  private final AtomicReference<@Nullable LossSignal> signal = new AtomicReference<>();

  /** Without which it will not be released; null if it is released by whoever has this object. */
  private volatile @Nullable Owner owner;

  private final CompletableFuture<Void> over = new CompletableFuture<>();

  /**
   * A lease that is yet to be confirmed and begun.
   *
   * @param granted the votes of the majority, null where there is none
   */
  QuorumLease(
      QuorumClient client,
      String name,
      LockOptions options,
      String token,
      @Nullable MemberLease[] granted) {
    this.client = client;
    this.name = name;
    this.token = token;
    this.votes = new Votes(granted, client.majority());
    this.fence = votes.all().stream().mapToLong(MemberLease::fencingToken).max().orElseThrow();
    this.upkeep = new Upkeep(client, this, options);
  }

  /** A vote of the first majority is to count. Completes with whether it does. */
  CompletionStage<Boolean> confirm(int member, MemberLease vote) {
    return vote.raise(fence)
        .handle(
            (raised, thrown) -> {
              boolean counts = thrown == null && raised;
              if (counts) {
                votes.count(member, vote);
                watch(vote);
                Owner only = owner;
                if (only != null) {
                  vote.ownedBy(only);
                }
              }
              if (!counts || isOver()) {
                var unused = vote.releaseAsync();
              }
              return counts && !isOver();
            });
  }

  /** A vote that was granted later is to count. Completes with whether it does. */
  CompletionStage<Boolean> join(int member, MemberLease vote) {
    // Looked at again: whoever gives the votes back may have done so without this one.
    if (!isOver() && votes.add(member, vote) && !isOver()) {
      return confirm(member, vote);
    }
    var unused = vote.releaseAsync();
    return CompletableFuture.completedFuture(false);
  }

  /** It is the caller's from now on; once it is over, something is done. */
  void begin(Runnable then) {
    client.leases().add(this);
    var unused =
        over.thenRun(
            () -> {
              client.leases().remove(this);
              then.run();
            });
    upkeep.begin();
    if (client.isClosed()) {
      closed();
    }
  }

  /** It never began: all votes go back. */
  void discard() {
    if (ending.compareAndSet(null, new Ending())) {
      giveBack();
    }
  }

  /** Its client is closed: what is renewed goes back, and what is on its way back is sent now. */
  void closed() {
    if (upkeep.isRenewed()) {
      lose(LossReason.CLIENT_CLOSED, Runnable::run);
    }
    if (isOver()) {
      votes.all().forEach(MemberLease::releaseAsync);
      over.complete(null);
    }
    upkeep.end();
  }

  boolean isOver() {
    return ending.get() != null;
  }

  Votes votes() {
    return votes;
  }

  @Override
  public String lockName() {
    return name;
  }

  @Override
  public String ownerToken() {
    return token;
  }

  @Override
  public long fencingToken() {
    return fence;
  }

  @Override
  public boolean isHeld() {
    return !isOver() && look();
  }

  /** Whether there is a majority; without one it is over. */
  boolean look() {
    if (votes.isMajority()) {
      votes.mourn();
      return true;
    }
    // Who only looks is not made to send anything.
    lose(votes.loss(), client.timer()::soon);
    return false;
  }

  @Override
  public Duration remaining() {
    return isOver() ? Duration.ZERO : Duration.ofNanos(votes.remainingNanos());
  }

  @Override
  public void ensureHeld() {
    if (!isHeld()) {
      throwIfLost();
      throw new IllegalStateException("the lease on \"" + name + "\" was released");
    }
  }

  @Override
  public void throwIfLost() {
    LossReason loss = loss();
    if (loss != null) {
      throw new LeaseLostException(name, loss);
    }
  }

  @Override
  public void renew(Duration leaseDuration) {
    Limits.lease("leaseDuration", leaseDuration);
    ensureHeld();
    client.ensureMayWait(name);
    upkeep.renewedFor(leaseDuration);
    boolean renewed = votes.renew(leaseDuration).join();
    ensureHeld();
    if (!renewed) {
      throw unknown("the renewal was confirmed by no majority");
    }
  }

  @Override
  public CompletionStage<LossReason> lost() {
    LossSignal known = signal.get();
    if (known != null) {
      return known.stage();
    }
    LossSignal made = new LossSignal();
    LossReason before = loss();
    if (before != null) {
      made.tell(before); // before anybody can have it, whose callbacks would run on this thread
    }
    if (!signal.compareAndSet(null, made)) {
      return lost();
    }
    if (before == null) {
      votes.all().forEach(this::watch);
      LossReason meanwhile = loss();
      if (meanwhile != null) {
        client.teller().execute(() -> made.tell(meanwhile));
      }
    }
    return made.stage();
  }

  private @Nullable LossReason loss() {
    Ending end = ending.get();
    return end == null ? null : end.loss();
  }

  @Override
  public void ownedBy(Owner only) {
    owner = only;
    votes.all().forEach(vote -> vote.ownedBy(only));
  }

  @Override
  public void detach() {
    upkeep.end();
    votes.all().forEach(MemberLease::detach);
    over.complete(null);
  }

  @Override
  public void onLost(Consumer<? super LossReason> action) {
    lost().thenAccept(action);
  }

  private void watch(MemberLease vote) {
    if (signal.get() != null) {
      vote.onLost(
          reason -> {
            if (!isOver()) {
              look();
            }
          });
    }
  }

  @Override
  public ReleaseOutcome release() {
    end();
    Ending mine = Objects.requireNonNull(ending.get());
    return client.mayWait() ? mine.await() : mine.now(name);
  }

  @Override
  public CompletionStage<ReleaseOutcome> releaseAsync() {
    end();
    return Objects.requireNonNull(ending.get()).told();
  }

  @Override
  public void close() {
    try {
      release();
    } catch (BackendException e) {
      // As that of a lease on one server.
      LOG.log(System.Logger.Level.WARNING, "not released: {0}", e.getMessage());
    }
  }

  /** Releases it, if it is held. */
  private void end() {
    Ending mine = new Ending();
    if (isHeld() && ending.compareAndSet(null, mine)) {
      giveBack().thenAccept(held -> released(mine, held));
    }
  }

  /** All members have it back that can be told. */
  private void released(Ending mine, boolean wasOurs) {
    if (wasOurs) {
      mine.tell(ReleaseOutcome.RELEASED);
    } else if (votes.hadNoMajority()) {
      tellLoss(mine, votes.loss());
    } else {
      mine.fail(unknown("the release was confirmed by no majority, and goes on"));
    }
    over.complete(null);
  }

  /**
   * It is over without a release.
   *
   * @param sending where the votes that are left are given back
   */
  void lose(LossReason reason, Executor sending) {
    Ending loss = new Ending();
    loss.lost(reason);
    if (ending.compareAndSet(null, loss)) {
      tellLoss(loss, reason);
      sending.execute(
          () -> {
            giveBack();
            over.complete(null);
          });
    }
  }

  private void tellLoss(Ending end, LossReason reason) {
    end.lost(reason);
    end.tell(ReleaseOutcome.ALREADY_LOST);
    LossSignal asked = signal.get();
    if (asked != null) {
      client.teller().execute(() -> asked.tell(reason));
    }
  }

  private CompletionStage<Boolean> giveBack() {
    upkeep.end();
    return votes.giveBack();
  }

  private BackendException unknown(String what) {
    return new BackendException(
        name, BackendException.Outcome.UNKNOWN, "lock \"" + name + "\": " + what, null);
  }

  @Override
  public String toString() {
    return "Lease[\"" + name + "\", fence " + fence + (isHeld() ? "" : ", over") + "]";
  }
}
