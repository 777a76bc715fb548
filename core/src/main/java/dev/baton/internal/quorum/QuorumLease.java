package dev.baton.internal.quorum;

import dev.baton.BackendException;
import dev.baton.LocalLock;
import dev.baton.LockListener.Mode;
import dev.baton.LockOptions;
import dev.baton.LossReason;
import dev.baton.internal.lease.AbstractLease;
import dev.baton.internal.lease.Ending;
import dev.baton.internal.lease.MemberLease;
import dev.baton.internal.lease.Owner;
import dev.baton.internal.protocol.Limits;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A lock that is held on a majority of the members. The members' leases renew themselves; this one
 * is over, for good, as soon as fewer than a majority of them are held.
 */
final class QuorumLease extends AbstractLease {
  private final Quorum quorum;
  private final String name;
  private final String token;
  private final long fence;
  private final Votes votes;
  private final Upkeep upkeep;
  private volatile long began;
  private final CompletableFuture<Void> over = new CompletableFuture<>();

  /**
   * A lease that is yet to be confirmed and begun.
   *
   * @param granted the votes of the majority, null where there is none
   */
  QuorumLease(
      Quorum quorum,
      String name,
      LockOptions options,
      String token,
      @Nullable MemberLease[] granted) {
    this.quorum = quorum;
    this.name = name;
    this.token = token;
    this.votes = new Votes(granted, quorum.majority());
    this.fence = votes.all().stream().mapToLong(MemberLease::fencingToken).max().orElseThrow();
    this.upkeep = new Upkeep(quorum, this, options);
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
                Owner only = owner();
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
    began = quorum.clock().nanoTime();
    quorum.leases().add(this);
    var unused =
        over.thenRun(
            () -> {
              quorum.leases().remove(this);
              then.run();
            });
    upkeep.begin();
    if (quorum.isClosed()) {
      closed();
    }
  }

  /** It never began: all votes go back. */
  void discard() {
    if (end(new Ending())) {
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

  /** How a lock is had and wanted by this client. */
  static LocalLock local(String name, List<QuorumLease> held, int waiters) {
    return new LocalLock(
        name,
        Mode.EXCLUSIVE,
        held.size(),
        waiters,
        /* kept= */ false,
        held.stream().mapToLong(QuorumLease::fencingToken).max(),
        held.stream()
            .map(lease -> Duration.ofNanos(lease.quorum.clock().nanoTime() - lease.began))
            .max(Comparator.naturalOrder()));
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
    lose(votes.loss(), quorum.timer()::soon);
    return false;
  }

  @Override
  public Duration remaining() {
    return isOver() ? Duration.ZERO : Duration.ofNanos(votes.remainingNanos());
  }

  @Override
  protected LossReason untold() {
    return votes.loss();
  }

  @Override
  public void renew(Duration leaseDuration) {
    Limits.lease("leaseDuration", leaseDuration);
    ensureHeld();
    quorum.ensureMayWait(name);
    upkeep.renewedFor(leaseDuration);
    boolean renewed = votes.renew(leaseDuration).join();
    ensureHeld();
    if (!renewed) {
      throw unknown("the renewal was confirmed by no majority");
    }
  }

  @Override
  protected void watch() {
    votes.all().forEach(this::watch);
  }

  @Override
  protected Executor callbackExecutor() {
    return quorum.callbackExecutor();
  }

  @Override
  protected boolean mayWait() {
    return quorum.mayWait();
  }

  @Override
  public void ownedBy(Owner only) {
    super.ownedBy(only);
    votes.all().forEach(vote -> vote.ownedBy(only));
  }

  @Override
  public void detach() {
    upkeep.end();
    votes.all().forEach(MemberLease::detach);
    over.complete(null);
  }

  private void watch(MemberLease vote) {
    if (isWatched()) {
      vote.onLost(
          reason -> {
            if (!isOver()) {
              look();
            }
          });
    }
  }

  @Override
  protected void give(boolean mayWait) {
    if (isHeld() && end(new Ending())) {
      giveBack().thenAccept(this::released);
    }
  }

  /** All members have it back that can be told. */
  private void released(boolean wasOurs) {
    if (wasOurs) {
      tellReleased();
    } else if (votes.hadNoMajority()) {
      tellLoss(votes.loss());
    } else {
      tellUnconfirmed(unknown("the release was confirmed by no majority, and goes on"));
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
    if (end(loss)) {
      tellLoss(reason);
      sending.execute(
          () -> {
            giveBack();
            over.complete(null);
          });
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
}
