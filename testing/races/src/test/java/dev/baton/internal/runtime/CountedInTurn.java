package dev.baton.internal.runtime;

/** What {@link CohortOrdersTest} comes to in one thread: holders are counted, one after another. */
public class CountedInTurn {
  private int count;

  public int blocking() {
    count++;
    return count;
  }

  public int async() {
    count++;
    return count;
  }

  public void cancelled() {}

  public boolean oneBehindTheOther() {
    return true;
  }
}
