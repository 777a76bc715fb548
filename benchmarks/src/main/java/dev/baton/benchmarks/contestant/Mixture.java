package dev.baton.benchmarks.contestant;

import java.util.concurrent.ThreadLocalRandom;

/** Both sides of a read/write lock in the hands of one thread, which asks for one by chance. */
final class Mixture implements LockHandle {
  private static final int ALL = 100;

  private final LockHandle reading;
  private final LockHandle writing;
  private final int reads;
  private LockHandle current;

  private Mixture(LockHandle reading, LockHandle writing, int reads) {
    this.reading = reading;
    this.writing = writing;
    this.reads = reads;
    this.current = reading;
  }

  /** So many reads of a hundred as the mode says. */
  static LockHandle of(LockHandle reading, LockHandle writing, Mode mode) {
    return mode.reads() == ALL ? reading : new Mixture(reading, writing, mode.reads());
  }

  @Override
  public long acquire() throws Exception {
    current = ThreadLocalRandom.current().nextInt(ALL) < reads ? reading : writing;
    return current.acquire();
  }

  @Override
  public void release() throws Exception {
    current.release();
  }

  @Override
  public int weight() {
    return current == writing ? Part.READ_OR_WRITE.room() : 1;
  }
}
