package dev.baton.testing.faults.worker;

import dev.baton.testing.history.Ending;
import dev.baton.testing.history.Mode;
import dev.baton.testing.history.Operation;
import dev.baton.testing.history.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * What a thread is about with one lock, in a piece of a mapped file: another process can read it at
 * any time, also when this one was killed.
 */
public final class Slot {
  /** How many a thread has: one for each lock that it may want at once. */
  static final int OF_A_THREAD = UserOfSeveral.MOST;

  private static final int SIZE = 72;
  private static final long IDLE = 0;
  private static final long WAITING = 1;
  private static final long HOLDING = 2;

  private static final int STATE = 0;
  private static final int LOCK = 8;
  private static final int WANTED = 16;
  private static final int DEADLINE = 24;
  private static final int FENCE = 32;
  private static final int ANSWERED = 40;
  private static final int UNTIL = 48;
  private static final int GRANTS = 56;
  private static final int MODE = 64;

  private final ByteBuffer memory;

  private Slot(ByteBuffer memory) {
    this.memory = memory;
  }

  /** The slots of so many threads in a file, which is made if it is not there. */
  public static Slot[] ofThreads(Path file, int threads) throws IOException {
    int count = threads * OF_A_THREAD;
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer whole = channel.map(MapMode.READ_WRITE, 0, (long) count * SIZE);
      Slot[] slots = new Slot[count];
      for (int i = 0; i < count; i++) {
        slots[i] = new Slot(whole.slice(i * SIZE, SIZE));
      }
      return slots;
    }
  }

  void waiting(Wish wish, long wantedAt, long deadlineAt) {
    memory.putLong(LOCK, wish.lock().number());
    memory.putInt(MODE, wish.mode().weight());
    memory.putInt(MODE + Integer.BYTES, wish.mode().limit());
    memory.putLong(WANTED, wantedAt);
    memory.putLong(DEADLINE, deadlineAt);
    memory.putLong(STATE, WAITING);
  }

  void granted(long answeredAt, long fence) {
    memory.putLong(ANSWERED, answeredAt);
    memory.putLong(UNTIL, answeredAt);
    memory.putLong(FENCE, fence);
    memory.putLong(GRANTS, memory.getLong(GRANTS) + 1);
    memory.putLong(STATE, HOLDING);
  }

  /** Notes that {@code isHeld()} said true at this instant. */
  void believed(long at) {
    memory.putLong(UNTIL, at);
  }

  void idle() {
    memory.putLong(STATE, IDLE);
  }

  /** How often its thread got a lock. */
  public long grants() {
    return memory.getLong(GRANTS);
  }

  /** What its thread was about when its process was killed. */
  public Optional<Operation> unfinished(String client, long killedAt) {
    long state = memory.getLong(STATE);
    if (state == IDLE) {
      return Optional.empty();
    }
    String key = WantedLock.ofNumber(memory.getLong(LOCK)).key();
    Mode mode = new Mode(memory.getInt(MODE), memory.getInt(MODE + Integer.BYTES));
    long wantedAt = memory.getLong(WANTED);
    long deadlineAt = memory.getLong(DEADLINE);
    if (state == WAITING) {
      return Optional.of(
          Operation.ungranted(key, client, wantedAt, deadlineAt, killedAt, Outcome.UNANSWERED)
              .inMode(mode));
    }
    long answeredAt = memory.getLong(ANSWERED);
    return Optional.of(
        new Operation(
            key,
            client,
            wantedAt,
            deadlineAt,
            answeredAt,
            Outcome.GRANTED,
            memory.getLong(FENCE),
            answeredAt,
            memory.getLong(UNTIL),
            Ending.CRASHED,
            0,
            mode));
  }
}
