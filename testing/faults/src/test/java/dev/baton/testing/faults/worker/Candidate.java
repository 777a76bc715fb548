package dev.baton.testing.faults.worker;

import dev.baton.ElectionOptions;
import dev.baton.LeaderElection;
import dev.baton.LeaderElection.Reason;
import dev.baton.Leadership;
import dev.baton.testing.history.Ending;
import dev.baton.testing.history.Mode;
import dev.baton.testing.history.Operation;
import dev.baton.testing.history.Outcome;
import dev.baton.testing.history.Work;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands for an election, leads in its turns and stands no more after a while, again and again. Its
 * work notes when it was the leader and when it ended.
 */
final class Candidate implements User {
  /** Between two looks at how far it is. */
  private static final long LOOKING = TimeUnit.MILLISECONDS.toNanos(1);

  /** In this time its turn comes; the checker allows for a busy machine. */
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);

  /** Longer than the checker allows: what has not come by then does not come. */
  private static final long NEVER = TimeUnit.SECONDS.toNanos(100);

  private final Desk desk;

  Candidate(Desk desk) {
    this.desk = desk;
  }

  @Override
  public boolean use(Random random) {
    WantedLock lock = desk.oneOf(random);
    int terms = random.nextInt(4);
    Duration lease = lock.options().leaseDuration().orElseThrow();
    Standing standing = new Standing(lock, lease, new Random(random.nextLong()), terms > 0);
    standing.wants();
    LeaderElection election =
        desk.client()
            .elect(
                lock.key(),
                ElectionOptions.candidate(desk.name())
                    .leaseDuration(lease)
                    .failover(lock.options().failover()),
                standing);
    if (terms > 0) {
      standing.awaitTerms(terms);
    } else {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(300)));
    }
    election.close();
    standing.awaitEnd();
    return true;
  }

  /** A time as a candidate. What it notes it notes on the election's thread while that may call. */
  private final class Standing implements LeaderElection.Listener {
    private final Wish wish;
    private final Random random;
    private final boolean patient;

    /** For so long work may go on after the last instant at which it was the leader's. */
    private final long stopNanos;

    private long wantedAt;
    private long deadlineAt;
    private long answeredAt;
    private long until;
    private boolean believed;
    private boolean wants;
    private volatile boolean leads;
    private final AtomicInteger terms = new AtomicInteger();

    /**
     * One that has yet to begin.
     *
     * @param patient whether it stays until it was elected
     */
    Standing(WantedLock lock, Duration lease, Random random, boolean patient) {
      this.wish = new Wish(lock, Mode.EXCLUSIVE);
      this.random = random;
      this.patient = patient;
      this.stopNanos = lease.dividedBy(3).toNanos();
    }

    void wants() {
      wants = true;
      wantedAt = System.nanoTime();
      deadlineAt = patient ? wantedAt + PATIENCE : Operation.NEVER;
      desk.slot().waiting(wish, wantedAt, deadlineAt);
    }

    @Override
    public void elected(Leadership term) {
      answeredAt = System.nanoTime();
      until = answeredAt;
      believed = false;
      leads = true;
      desk.slot().granted(answeredAt, term.term());
      work(term);
      if (random.nextInt(20) == 0) {
        throw new IllegalStateException("meant to fail");
      }
      term.resign();
    }

    /** Until it is done; if the term is over sooner, until it is interrupted. */
    private void work(Leadership term) {
      long end = answeredAt + (random.nextInt(16) == 0 ? 2 * stopNanos : User.holdNanos(random));
      while (!Thread.interrupted()) {
        boolean current = ask(term);
        long now = System.nanoTime();
        if ((current && now >= end) || now - until > NEVER) {
          return;
        }
        LockSupport.parkNanos(LockUser.ASKING);
      }
      long last = System.nanoTime() + more();
      while (System.nanoTime() < last) {
        ask(term);
        LockSupport.parkNanos(LockUser.ASKING);
      }
    }

    private boolean ask(Leadership term) {
      long now = System.nanoTime();
      if (!term.isCurrent()) {
        return false;
      }
      believed = true;
      until = now;
      desk.slot().believed(now);
      return true;
    }

    /** For how long it goes on after its interrupt. */
    private long more() {
      return switch (random.nextInt(3)) {
        case 0 -> 0;
        case 1 -> stopNanos / 2;
        default -> 3 * stopNanos; // as if there had been none
      };
    }

    @Override
    public void deposed(Leadership term, Reason why) {
      String key = wish.lock().key();
      desk.journal()
          .append(
              new Operation(
                  key,
                  Desk.client(term.ownerToken()),
                  wantedAt,
                  deadlineAt,
                  answeredAt,
                  Outcome.GRANTED,
                  term.term(),
                  answeredAt,
                  until,
                  Ending.RELEASED,
                  0));
      // one that never saw itself lead may have been told when its time was over
      long dueAt = believed ? until + stopNanos : answeredAt;
      desk.journal().append(new Work(key, term.term(), dueAt, System.nanoTime()));
      if (why == Reason.CLOSED) {
        wants = false;
      } else {
        wants();
      }
      terms.incrementAndGet();
      leads = false;
    }

    /** Until it was elected and deposed so often, or is not any more. */
    void awaitTerms(int many) {
      for (int seen = 0; seen < many; seen++) {
        long begin = System.nanoTime();
        while (terms.get() <= seen && System.nanoTime() - begin < NEVER) {
          LockSupport.parkNanos(LOOKING);
        }
      }
    }

    /** Once the election is closed it is not elected any more, but may have to hear of its end. */
    void awaitEnd() {
      long begin = System.nanoTime();
      while (leads && System.nanoTime() - begin < NEVER) {
        LockSupport.parkNanos(LOOKING);
      }
      if (leads) {
        throw new IllegalStateException("never deposed: " + wish);
      }
      if (wants) {
        desk.journal().append(desk.ungranted(wish, wantedAt, deadlineAt, Outcome.CANCELLED));
      }
      desk.slot().idle();
    }
  }
}
