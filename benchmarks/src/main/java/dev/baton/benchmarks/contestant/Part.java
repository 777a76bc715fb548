package dev.baton.benchmarks.contestant;

/** What of a lock somebody asks for. */
public enum Part {
  /** All of it. */
  WHOLE(1),
  /** A read beside other reads, or a write beside nobody. */
  READ_OR_WRITE(Integer.MAX_VALUE),
  /** One of a few permits. */
  PERMIT(4);

  private final int room;

  Part(int room) {
    this.room = room;
  }

  /** How much of the lock there is; what all who hold it have of it is never more. */
  public int room() {
    return room;
  }
}
