package dev.baton.testing.faults.worker;

import dev.baton.LockClient;
import dev.baton.testing.history.Journal;
import dev.baton.testing.history.Operation;
import dev.baton.testing.history.Outcome;
import java.util.List;
import java.util.Random;

/**
 * What a user has, and writes on.
 *
 * @param name its process's
 * @param slots what it is about: one for each lock that it may want at once
 * @param locks those that it may want
 */
record Desk(
    LockClient client, String name, List<Slot> slots, Journal journal, List<WantedLock> locks) {

  /** The first of the slots, for those who want one lock at a time. */
  Slot slot() {
    return slots.get(0);
  }

  /** Any of the locks. */
  WantedLock oneOf(Random random) {
    return locks.get(random.nextInt(locks.size()));
  }

  /** A wish was not fulfilled. */
  Operation ungranted(Wish wish, long wantedAt, long deadlineAt, Outcome why) {
    return Operation.ungranted(
            wish.lock().key(), name, wantedAt, deadlineAt, System.nanoTime(), why)
        .inMode(wish.mode());
  }

  /** What queues call the one who was granted a value. */
  static String client(String value) {
    return value.substring(0, Math.max(value.lastIndexOf('#'), value.lastIndexOf('*')));
  }
}
