package dev.baton.testing.faults;

/** Something that holders of a lock write to, each write with the writer's fence. */
final class Resource {
  private final boolean fenced;
  private long highest;
  private int refused;
  private int harmed;

  /** One that refuses smaller fences than it has seen, or takes whatever comes. */
  Resource(boolean fenced) {
    this.fenced = fenced;
  }

  void write(long fence) {
    if (fence >= highest) {
      highest = fence;
    } else if (fenced) {
      refused++;
    } else {
      harmed++; // a newer holder's write is gone
    }
  }

  int refused() {
    return refused;
  }

  int harmed() {
    return harmed;
  }
}
