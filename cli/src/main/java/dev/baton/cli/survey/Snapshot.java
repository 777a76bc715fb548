package dev.baton.cli.survey;

import dev.baton.Deadlock;
import dev.baton.LockState;
import dev.baton.cli.base.Deadlocks;
import dev.baton.cli.base.Json;
import dev.baton.cli.base.Words;
import java.util.List;
import java.util.Optional;

/**
 * What a survey found for one question.
 *
 * @param number counts the surveys
 * @param rows the first locks
 * @param found how many answer the question
 * @param locks how many there are in all
 * @param waiting how many wait in all
 * @param deadlocks clients that wait for each other, as in the survey before this one
 * @param at when it was done, a reading of {@link System#nanoTime()}
 * @param tookNanos how long it took
 */
public record Snapshot(
    long number,
    List<LockState> rows,
    long found,
    long locks,
    long waiting,
    List<Deadlock> deadlocks,
    long at,
    long tookNanos) {

  /** Those deadlocks that a lock is part of. */
  public List<Deadlock> deadlocksOf(String lock) {
    return deadlocks.stream().filter(deadlock -> deadlock.locks().contains(lock)).toList();
  }

  /** As JSON, for a page that has seen a survey before; its rows only if that was another one. */
  public Json json(long seen) {
    return new Json()
        .with("number", number)
        .with("rows", rows(seen))
        .with("found", found)
        .with("locks", locks)
        .with("waiting", waiting)
        .with("deadlocks", deadlocks.stream().map(Deadlocks::json).toList())
        .with("ageMillis", (System.nanoTime() - at) / 1_000_000)
        .with("tookMillis", tookNanos / 1_000_000);
  }

  private Optional<List<Json>> rows(long seen) {
    return seen == number ? Optional.empty() : Optional.of(rows.stream().map(Words::json).toList());
  }
}
