package dev.baton.cli.base;

import dev.baton.Deadlock;
import dev.baton.Deadlock.Wait;
import dev.baton.LockState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Clients that wait for each other, in words. */
public final class Deadlocks {
  private static final int LONGEST_TOKEN = 60;

  private Deadlocks() {}

  /** For instance {@code 2 possible deadlocks}. */
  public static String counted(int count) {
    return count + (count == 1 ? " possible deadlock" : " possible deadlocks");
  }

  /**
   * A line for each client, for instance {@code report on db1 (4711) has "a" and waits 2.5 s for
   * "b"}; the next line is about the one that has that.
   */
  public static List<String> lines(Deadlock deadlock) {
    List<Wait> waits = deadlock.waits();
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < waits.size(); i++) {
      Wait wait = waits.get(i);
      Wait before = waits.get((i + waits.size() - 1) % waits.size());
      lines.add(
          who(wait)
              + (before.held()
                  ? " has " + Words.quoted(before.lock())
                  : " is before " + who(before) + " in the queue")
              + " and waits "
              + Seconds.text(wait.waited())
              + " for "
              + Words.quoted(wait.lock())
              + wait.share().map(share -> ", " + Shares.wanted(share)).orElse(""));
    }
    return lines;
  }

  private static String who(Wait wait) {
    return Owner.of(wait.waiter()).shown(LONGEST_TOKEN);
  }

  /** What makes one the same as one that was seen before. */
  public static List<String> identity(Deadlock deadlock) {
    return deadlock.waits().stream()
        .flatMap(wait -> List.of(wait.lock(), wait.waiter(), wait.blocker()).stream())
        .toList();
  }

  /** As JSON. */
  public static Json json(Deadlock deadlock) {
    return new Json()
        .with("locks", deadlock.locks())
        .with("waits", deadlock.waits().stream().map(Deadlocks::json).toList());
  }

  private static Json json(Wait wait) {
    LockState.Waiter waiter = new LockState.Waiter(wait.waiter(), wait.waited(), wait.share());
    return new Json()
        .with("lock", wait.lock())
        .with("waiter", Words.json(waiter))
        .with("blocker", Owner.of(wait.blocker()).json())
        .with("held", wait.held())
        .with("heldForMillis", wait.heldFor().map(Duration::toMillis));
  }
}
