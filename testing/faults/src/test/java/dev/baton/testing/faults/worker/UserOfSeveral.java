package dev.baton.testing.faults.worker;

import dev.baton.Acquirable;
import dev.baton.Lease;
import dev.baton.LockException;
import dev.baton.MultiLease;
import dev.baton.testing.history.Ending;
import dev.baton.testing.history.Operation;
import dev.baton.testing.history.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Takes several locks at once, holds them for a while, and notes what it is told of each. */
final class UserOfSeveral implements User {
  /** How many locks it wants at the most. */
  static final int MOST = 5;

  private final Desk desk;

  UserOfSeveral(Desk desk) {
    this.desk = desk;
  }

  /** One of the locks, since it is asked for. */
  private static final class Part {
    final Wish wish;
    final Slot slot;
    boolean lost;
    long until;

    Part(Wish wish, Slot slot) {
      this.wish = wish;
      this.slot = slot;
    }

    void ask(Lease lease, long now) {
      lost |= !lease.isHeld();
      if (!lost) {
        until = now;
        slot.believed(now);
      }
    }
  }

  @Override
  public boolean use(Random random) throws InterruptedException {
    List<Part> parts = wanted(random);
    List<Acquirable> locks = new ArrayList<>();
    Wait wait = Wait.oneOf(random);
    long wantedAt = System.nanoTime();
    long deadlineAt = wait.deadline(wantedAt);
    for (Part part : parts) {
      part.slot.waiting(part.wish, wantedAt, deadlineAt);
      locks.add(part.wish.of(desk.client()));
    }
    Answer<MultiLease> answer = wait.ask(Ways.of(desk.client().allOf(locks)));
    if (answer.lease().isPresent()) {
      hold(parts, wantedAt, deadlineAt, answer.lease().get(), random);
    } else {
      for (Part part : parts) {
        note(part, desk.ungranted(part.wish, wantedAt, deadlineAt, answer.outcome()));
      }
    }
    return answer.isHeard();
  }

  /** Two to five locks in any order, some of them as a share. */
  private List<Part> wanted(Random random) {
    List<WantedLock> left = new ArrayList<>(desk.locks());
    Collections.shuffle(left, random);
    int many = 2 + random.nextInt(Math.min(MOST, left.size()) - 1);
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      Use how = random.nextInt(4) == 0 ? Use.SHARED : Use.EXCLUSIVE;
      parts.add(new Part(how.wish(left.get(i), random), desk.slots().get(i)));
    }
    return parts;
  }

  private void hold(
      List<Part> parts, long wantedAt, long deadlineAt, MultiLease leases, Random random) {
    long answeredAt = System.nanoTime();
    for (Part part : parts) {
      part.until = answeredAt;
      part.slot.granted(answeredAt, of(part, leases).fencingToken());
    }
    long end = answeredAt + User.holdNanos(random);
    long now = System.nanoTime();
    // one that is lost keeps none of the others from being held
    while (now < end && !parts.stream().allMatch(part -> part.lost)) {
      for (Part part : parts) {
        part.ask(of(part, leases), now);
      }
      LockSupport.parkNanos(LockUser.ASKING);
      now = System.nanoTime();
    }
    giveBack(leases, random);
    for (Part part : parts) {
      Lease lease = of(part, leases);
      note(
          part,
          new Operation(
              lease.lockName(),
              Desk.client(lease.ownerToken()),
              wantedAt,
              deadlineAt,
              answeredAt,
              Outcome.GRANTED,
              lease.fencingToken(),
              answeredAt,
              part.until,
              part.lost ? Ending.LOST : Ending.RELEASED,
              0,
              part.wish.mode()));
    }
  }

  private static Lease of(Part part, MultiLease leases) {
    return leases.of(part.wish.lock().key());
  }

  /** All together, or one after the other. */
  private static void giveBack(MultiLease leases, Random random) {
    if (random.nextInt(4) == 0) {
      leases.leases().forEach(Lease::close);
    }
    try {
      leases.release();
    } catch (LockException unanswered) {
      // they count as not held from now on
    }
  }

  private void note(Part part, Operation operation) {
    desk.journal().append(operation);
    part.slot.idle();
  }
}
