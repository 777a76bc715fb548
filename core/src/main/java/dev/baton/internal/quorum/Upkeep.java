package dev.baton.internal.quorum;

import dev.baton.Lease;
import dev.baton.LockOptions;
import dev.baton.internal.lease.MemberLease;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/**
 * Looks after a lease while it is held, now and then: notices its loss, and asks members whose vote
 * is missing for it again, so that a quorum recovers when they come back.
 */
final class Upkeep {
  private static final long SHORTEST_REST = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long LONGEST_REST = TimeUnit.SECONDS.toNanos(10);
  private static final Duration SHORTEST_LEASE = Duration.ofMillis(10);

  private final Quorum quorum;
  private final QuorumLease lease;
  private final long since;
  private final AtomicIntegerArray asking;
  private final AtomicInteger asked = new AtomicInteger();
  private volatile LockOptions options;
  private volatile boolean ended;
  private volatile @Nullable Future<?> alarm;

  Upkeep(Quorum quorum, QuorumLease lease, LockOptions options) {
    this.quorum = quorum;
    this.lease = lease;
    this.options = options;
    this.since = quorum.clock().nanoTime();
    this.asking = new AtomicIntegerArray(quorum.members().size());
  }

  void begin() {
    schedule();
  }

  void end() {
    ended = true;
    Future<?> set = alarm;
    if (set != null) {
      set.cancel(false);
    }
  }

  boolean isRenewed() {
    return options.autoRenew();
  }

  /** The lease was asked to last for another time. */
  void renewedFor(Duration leaseDuration) {
    LockOptions before = options;
    options = before.leaseDuration(leaseDuration);
  }

  private void schedule() {
    long left = lease.remaining().toNanos();
    long third = options.leaseDuration().map(Duration::toNanos).orElse(Long.MAX_VALUE) / 3;
    long rest = Math.min(LONGEST_REST, Math.max(SHORTEST_REST, third));
    alarm = quorum.timer().at(quorum.clock().after(Math.min(left, rest)), this::look);
    if (ended) {
      end();
    }
  }

  private void look() {
    if (ended || !lease.look()) {
      return;
    }
    for (int i = 0; i < asking.length(); i++) {
      if (!lease.votes().holds(i) && asking.compareAndSet(i, 0, 1)) {
        ask(i);
      }
    }
    schedule();
  }

  private void ask(int member) {
    Optional<LockOptions> terms = terms();
    List<QuorumMember> members = quorum.members();
    if (terms.isEmpty() || !members.get(member).isConnected()) {
      asking.set(member, 0);
      return;
    }
    // A token of its own: a late release of the vote that was lost must not end this one.
    String token = lease.ownerToken() + QuorumLock.AGAIN + asked.incrementAndGet();
    var unused =
        members
            .get(member)
            .tryAcquire(lease.lockName(), terms.get().ownerToken(token))
            .whenComplete((vote, thrown) -> answered(member, vote));
  }

  private void answered(int member, @Nullable Lease vote) {
    if (vote instanceof MemberLease lent) {
      var unused = lease.join(member, lent).thenAccept(counts -> asking.set(member, 0));
    } else {
      asking.set(member, 0);
    }
  }

  /** What is asked for lasts no longer than what is held may; empty if that is over soon. */
  private Optional<LockOptions> terms() {
    LockOptions terms = options;
    if (terms.maxHold().isPresent()) {
      long held = quorum.clock().nanoTime() - since;
      Duration left = terms.maxHold().get().minusNanos(held);
      if (left.compareTo(SHORTEST_LEASE) < 0) {
        return Optional.empty();
      }
      terms = terms.maxHold(left);
    }
    if (!terms.autoRenew() && terms.leaseDuration().isPresent()) {
      Duration left = lease.remaining();
      if (left.compareTo(SHORTEST_LEASE) < 0) {
        return Optional.empty();
      }
      terms = terms.leaseDuration(left);
    }
    return Optional.of(terms);
  }
}
