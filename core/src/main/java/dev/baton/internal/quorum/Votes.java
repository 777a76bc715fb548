package dev.baton.internal.quorum;

import dev.baton.LeaseLostException;
import dev.baton.LossReason;
import dev.baton.ReleaseOutcome;
import dev.baton.internal.lease.MemberLease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The members' leases that make up a quorum's. A vote is granted first, and counts once its member
 * has confirmed the quorum's fence. All is told by the local clock, from the members' leases.
 */
final class Votes {
  private final int majority;
  private final AtomicReferenceArray<@Nullable MemberLease> granted;
  private final AtomicReferenceArray<@Nullable MemberLease> counted;

  /** Those whose loss was seen before. */
  private final AtomicReferenceArray<@Nullable MemberLease> mourned;

  /** How many were lost when they were given back. */
  private final AtomicInteger foundLost = new AtomicInteger();

  /**
   * The first majority.
   *
   * @param granted a lease for each member, null where there is none
   * @param majority how many make one
   */
  Votes(@Nullable MemberLease[] granted, int majority) {
    this.majority = majority;
    this.granted = new AtomicReferenceArray<>(granted);
    this.counted = new AtomicReferenceArray<>(granted.length);
    this.mourned = new AtomicReferenceArray<>(granted.length);
  }

  /**
   * Another vote was granted. It may join only if a majority has been held all the while: otherwise
   * somebody else can have had one in between, with a larger fence than ours.
   *
   * @return false if it may not
   */
  boolean add(int member, MemberLease vote) {
    if (held(granted) < majority) {
      return false;
    }
    granted.set(member, vote);
    return true;
  }

  /** A vote's member knows the fence. */
  void count(int member, MemberLease vote) {
    counted.set(member, vote);
  }

  /** Whether a member's vote is held, be it counted or yet to be. */
  boolean holds(int member) {
    MemberLease vote = granted.get(member);
    return vote != null && vote.isHeld();
  }

  boolean isMajority() {
    return held(counted) >= majority;
  }

  /** For how long yet there is a majority, if nothing happens. */
  long remainingNanos() {
    long[] remaining = new long[counted.length()];
    for (int i = 0; i < remaining.length; i++) {
      MemberLease vote = counted.get(i);
      remaining[i] = vote == null ? 0 : vote.remaining().toNanos();
    }
    Arrays.sort(remaining);
    return remaining[remaining.length - majority];
  }

  /** All that were granted and not given back since. */
  List<MemberLease> all() {
    List<MemberLease> all = new ArrayList<>();
    for (int i = 0; i < granted.length(); i++) {
      MemberLease vote = granted.get(i);
      if (vote != null) {
        all.add(vote);
      }
    }
    return all;
  }

  /** Looks which votes are lost, so that {@link #loss} tells of later ones first. */
  void mourn() {
    for (int i = 0; i < counted.length(); i++) {
      MemberLease vote = counted.get(i);
      if (vote != null && !vote.isHeld()) {
        mourned.set(i, vote);
      }
    }
  }

  /** Why the last vote was lost, of those that were. */
  LossReason loss() {
    LossReason known = LossReason.EXPIRED;
    for (int i = 0; i < counted.length(); i++) {
      MemberLease vote = counted.get(i);
      LossReason reason = vote == null ? null : loss(vote);
      if (reason != null && vote != mourned.get(i)) {
        return reason;
      }
      known = reason == null ? known : reason;
    }
    return known;
  }

  private static @Nullable LossReason loss(MemberLease vote) {
    try {
      vote.ensureHeld();
      return null;
    } catch (LeaseLostException lost) {
      return lost.reason();
    } catch (IllegalStateException released) {
      return null;
    }
  }

  private static int held(AtomicReferenceArray<@Nullable MemberLease> votes) {
    int held = 0;
    for (int i = 0; i < votes.length(); i++) {
      MemberLease vote = votes.get(i);
      if (vote != null && vote.isHeld()) {
        held++;
      }
    }
    return held;
  }

  /** Renews all; completes with whether a majority confirmed it. */
  CompletableFuture<Boolean> renew(Duration leaseDuration) {
    Count count = new Count(majority);
    for (MemberLease vote : all()) {
      count.expect();
      vote.renewAsync(leaseDuration).whenComplete((done, thrown) -> count.add(thrown == null));
    }
    return count.close();
  }

  /** Gives all back; completes with whether a majority of them was ours until now. */
  CompletableFuture<Boolean> giveBack() {
    Count count = new Count(majority);
    for (MemberLease vote : all()) {
      count.expect();
      vote.releaseAsync()
          .whenComplete(
              (outcome, thrown) -> {
                if (outcome == ReleaseOutcome.ALREADY_LOST) {
                  foundLost.incrementAndGet();
                }
                count.add(outcome == ReleaseOutcome.RELEASED);
              });
    }
    return count.close();
  }

  /** Whether so many were lost when they were given back that no majority was ours. */
  boolean hadNoMajority() {
    return all().size() - foundLost.get() < majority;
  }
}
