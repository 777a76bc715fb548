package dev.baton.cli.survey;

import dev.baton.LockState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The locks that answer a question: all are counted, the first are kept. */
public final class Shortlist {
  /** How many rows are shown at most. */
  public static final int MOST = 200;

  private final TreeSet<LockState> first;
  private final Map<String, LockState> byName = new HashMap<>();
  private long found;
  private long waiting;

  public Shortlist(Question question) {
    first = new TreeSet<>(question.order().comparator(question.descending()));
  }

  /**
   * Adds a lock. SCAN can find one twice; that shows among those that are kept, and is counted
   * twice among the others.
   */
  public void add(LockState lock) {
    LockState before = byName.put(lock.name(), lock);
    if (before != null) {
      first.remove(before);
      found--;
      waiting -= before.waiting();
    }
    first.add(lock);
    found++;
    waiting += lock.waiting();
    if (first.size() > MOST) {
      LockState last = first.last();
      first.remove(last);
      byName.remove(last.name());
    }
  }

  public List<LockState> rows() {
    return new ArrayList<>(first);
  }

  public long found() {
    return found;
  }

  public long waiting() {
    return waiting;
  }
}
