package dev.baton.internal.quorum;

import dev.baton.BackendException;
import dev.baton.Lease;
import dev.baton.LockException;
import dev.baton.LockOptions;
import dev.baton.LockTimeoutException;
import dev.baton.internal.lease.MemberLease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One try for a lock: asks all members for their votes at once, and decides as soon as a majority
 * is sure or impossible, so that it waits for no member that is slow.
 *
 * <p>A majority that was granted agrees on the largest of its fences: each member is told of it,
 * and the lock is acquired once a majority has confirmed. Any two majorities have a member in
 * common, so the next one sees a larger fence: this is how a register is kept on several servers
 * (Attiya, Bar-Noy and Dolev, 1995).
 */
final class Round {
  private static final long LONGEST_MARGIN = TimeUnit.SECONDS.toNanos(1);

  private final Quorum quorum;
  private final String name;
  private final LockOptions options;
  private final List<QuorumMember> members;
  private final String token;
  private final CompletableFuture<Verdict> verdict = new CompletableFuture<>();
  private final ReentrantLock guard = new ReentrantLock();

  // Below: touched under the guard only.

  private final List<CompletableFuture<Lease>> asked = new ArrayList<>();
  private final @Nullable MemberLease[] granted;
  private int grants;
  private int confirmed;
  private int busy;
  private int faults;
  private int unconfirmed;
  private @Nullable QuorumLease lease;
  private @Nullable RuntimeException fault;
  private boolean decided;
  private boolean lost;

  Round(Quorum quorum, String name, LockOptions options) {
    this.quorum = quorum;
    this.name = name;
    this.options = options;
    this.members = quorum.members();
    this.token = quorum.identity().nextToken();
    this.granted = new MemberLease[members.size()];
  }

  /** Completes with how it ended, once. */
  CompletableFuture<Verdict> verdict() {
    return verdict;
  }

  /** Asks the members. */
  void begin() {
    LockOptions terms = options.ownerToken(token);
    for (int i = 0; i < members.size() && !isLost(); i++) {
      int member = i;
      CompletableFuture<Lease> vote = members.get(i).tryAcquire(name, terms);
      if (!remembers(vote)) {
        vote.cancel(false);
      }
      var unused =
          vote.whenComplete(
              (taken, thrown) -> {
                if (taken instanceof MemberLease lent) {
                  granted(member, lent);
                } else {
                  refused(unwrapped(thrown));
                }
              });
    }
  }

  /**
   * Nobody waits for it any more: whatever was granted goes back, also what is granted late, and
   * the lease if it is won this moment.
   */
  void abandon() {
    end(new Verdict.Abandoned());
    QuorumLease won = won();
    if (won != null) {
      var unused = won.releaseAsync();
    }
  }

  private @Nullable QuorumLease won() {
    guard.lock();
    try {
      return lost ? null : lease;
    } finally {
      guard.unlock();
    }
  }

  /** Decides by what is known so far. */
  void decideNow() {
    end(verdictSoFar());
  }

  private boolean isLost() {
    guard.lock();
    try {
      return lost;
    } finally {
      guard.unlock();
    }
  }

  private boolean remembers(CompletableFuture<Lease> vote) {
    guard.lock();
    try {
      asked.add(vote);
      return !lost;
    } finally {
      guard.unlock();
    }
  }

  private void granted(int member, MemberLease vote) {
    QuorumLease joined = null;
    @Nullable MemberLease[] first = null;
    boolean late;
    guard.lock();
    try {
      late = lost;
      if (!late) {
        granted[member] = vote;
        grants++;
        if (lease == null && grants >= quorum.majority()) {
          first = granted.clone();
          lease = new QuorumLease(quorum, name, options, token, first);
        }
        joined = lease;
      }
    } finally {
      guard.unlock();
    }
    if (late) {
      var unused = vote.releaseAsync();
    } else if (joined != null && first != null) {
      confirmAll(joined, first);
    } else if (joined != null) {
      var unused = joined.join(member, vote).thenAccept(this::confirmed);
    }
  }

  private void confirmAll(QuorumLease begun, @Nullable MemberLease[] votes) {
    for (int i = 0; i < votes.length; i++) {
      MemberLease vote = votes[i];
      if (vote != null) {
        var unused = begun.confirm(i, vote).thenAccept(this::confirmed);
      }
    }
  }

  /** A member knows the fence, or its vote is gone. */
  private void confirmed(boolean counts) {
    QuorumLease won = null;
    guard.lock();
    try {
      if (counts) {
        confirmed++;
      } else {
        unconfirmed++;
      }
      QuorumLease complete = lease;
      if (!decided && confirmed >= quorum.majority() && complete != null && isOfUse(complete)) {
        decided = true;
        won = complete;
      }
    } finally {
      guard.unlock();
    }
    if (won != null) {
      verdict.complete(new Verdict.Won(won));
    } else {
      endIfHopeless();
    }
  }

  private void refused(@Nullable Throwable thrown) {
    guard.lock();
    try {
      if (thrown instanceof LockTimeoutException) {
        busy++;
      } else {
        faults++;
        fault = thrown instanceof RuntimeException e ? e : new IllegalStateException(name, thrown);
      }
    } finally {
      guard.unlock();
    }
    endIfHopeless();
  }

  private void endIfHopeless() {
    guard.lock();
    try {
      boolean late = grants == members.size() && confirmed + unconfirmed == grants;
      boolean lasting = fault != null && isLasting(fault);
      if (!late && !lasting && busy + faults + unconfirmed <= spare()) {
        return;
      }
    } finally {
      guard.unlock();
    }
    end(verdictSoFar());
  }

  /** How many votes may be missing. */
  private int spare() {
    return members.size() - quorum.majority();
  }

  private Verdict verdictSoFar() {
    guard.lock();
    try {
      RuntimeException why = fault;
      if (why != null && isLasting(why)) {
        return new Verdict.Failed(why, /* lasting= */ true);
      }
      int answered = grants + busy;
      boolean open = busy + faults + unconfirmed <= spare();
      if (faults > spare() || (open && answered < quorum.majority())) {
        return new Verdict.Failed(noMajority(answered, why), /* lasting= */ false);
      }
      return new Verdict.Busy();
    } finally {
      guard.unlock();
    }
  }

  private BackendException noMajority(int answered, @Nullable RuntimeException why) {
    return new BackendException(
        name,
        BackendException.Outcome.UNKNOWN,
        "lock \""
            + name
            + "\": of "
            + members.size()
            + " servers "
            + answered
            + " answered, which is no majority"
            + (why == null ? "" : "; one said: " + why.getMessage()),
        why);
  }

  /** Of a key that is no lock, another try says the same. */
  private static boolean isLasting(RuntimeException why) {
    return why instanceof LockException && !(why instanceof BackendException);
  }

  /** Ends it without the lock, unless it has ended. */
  private void end(Verdict how) {
    List<CompletableFuture<Lease>> pending;
    List<MemberLease> mine = new ArrayList<>();
    QuorumLease begun;
    guard.lock();
    try {
      if (decided) {
        return;
      }
      decided = true;
      lost = true;
      pending = List.copyOf(asked);
      begun = lease;
      for (MemberLease vote : granted) {
        if (vote != null) {
          mine.add(vote);
        }
      }
    } finally {
      guard.unlock();
    }
    if (begun != null) {
      begun.discard();
    }
    mine.forEach(vote -> vote.releaseAsync());
    pending.forEach(vote -> vote.cancel(false)); // one that is granted all the same is given back
    verdict.complete(how);
  }

  /** A lease that is nearly over by the time it is reported is of no use. */
  private boolean isOfUse(QuorumLease complete) {
    long whole = options.leaseDuration().map(Duration::toNanos).orElse(0L);
    return complete.isHeld()
        && complete.remaining().toNanos() > Math.min(LONGEST_MARGIN, whole / 10);
  }

  private static @Nullable Throwable unwrapped(@Nullable Throwable thrown) {
    return thrown instanceof CompletionException && thrown.getCause() != null
        ? thrown.getCause()
        : thrown;
  }
}
