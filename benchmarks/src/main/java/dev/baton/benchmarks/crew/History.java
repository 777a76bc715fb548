package dev.baton.benchmarks.crew;

import dev.baton.benchmarks.client.Histograms;
import dev.baton.benchmarks.contestant.LockHandle;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.HdrHistogram.Histogram;

/** Who held a lock from when until when, of all processes together. */
public final class History {
  private static final int BYTES_OF_ONE = 4 * Long.BYTES;

  private final int room;
  private final List<Hold> holds;

  private History(int room, List<Hold> holds) {
    this.room = room;
    this.holds = holds;
  }

  /**
   * One time that the lock was held.
   *
   * @param process by which process
   * @param from when acquire had returned, by the clock that all processes of the machine share
   * @param until when release was called
   * @param fence the fencing token, if there is one
   * @param weight how much of the lock it was
   */
  record Hold(int process, long from, long until, long fence, long weight) {}

  /** Of the logs of all processes, as far as all are complete, and of a lock with so much room. */
  public static History read(List<Path> logs, int room) throws IOException {
    List<Hold> holds = new ArrayList<>();
    long complete = Long.MAX_VALUE;
    for (int process = 0; process < logs.size(); process++) {
      try (DataInputStream in =
          new DataInputStream(
              new BufferedInputStream(Files.newInputStream(logs.get(process)), 1 << 16))) {
        complete = Math.min(complete, in.readLong());
        long count = (Files.size(logs.get(process)) - Long.BYTES) / BYTES_OF_ONE;
        for (long i = 0; i < count; i++) {
          holds.add(new Hold(process, in.readLong(), in.readLong(), in.readLong(), in.readLong()));
        }
      }
    }
    long until = complete;
    holds.removeIf(hold -> hold.from() >= until);
    return of(room, holds);
  }

  static History of(int room, List<Hold> holds) {
    return new History(room, holds.stream().sorted(Comparator.comparingLong(Hold::from)).toList());
  }

  /** Whether there was room for one holder only. */
  public boolean exclusive() {
    return room == 1;
  }

  /**
   * Fails if more of the lock was held at the same time than there is, or a fence did not rise:
   * those who hold it at the same time may have the same one.
   */
  public void check() {
    PriorityQueue<Hold> open = new PriorityQueue<>(Comparator.comparingLong(Hold::until));
    long taken = 0;
    long last = Long.MIN_VALUE;
    long lastOfAll = Long.MIN_VALUE;
    for (Hold hold : holds) {
      while (!open.isEmpty() && open.element().until() <= hold.from()) {
        taken -= open.remove().weight();
      }
      taken += hold.weight();
      if (taken > room) {
        throw new IllegalStateException(
            "NOT EXCLUSIVE: held by more than may for "
                + (open.element().until() - hold.from())
                + " ns");
      }
      open.add(hold);
      if (hold.fence() != LockHandle.NO_FENCE) {
        boolean whole = hold.weight() == room;
        if (hold.fence() < last || hold.fence() <= (whole ? last : lastOfAll)) {
          throw new IllegalStateException(
              "NOT FENCED: " + hold.fence() + " was granted after " + last);
        }
        last = hold.fence();
        lastOfAll = whole ? last : lastOfAll;
      }
    }
  }

  /** The most times that others held it between two turns of a process. */
  public int mostOfOthers() {
    Map<Integer, Integer> lastTurn = new HashMap<>();
    int most = 0;
    for (int i = 0; i < holds.size(); i++) {
      Integer last = lastTurn.put(holds.get(i).process(), i);
      if (last != null) {
        most = Math.max(most, i - last - 1);
      }
    }
    return most;
  }

  /** The longest that a process had it in a row, until it passed it on for the last time, in ns. */
  public long longestTurn() {
    long longest = 0;
    int first = 0;
    for (int i = 1; i < holds.size(); i++) {
      if (holds.get(i).process() != holds.get(first).process()) {
        first = i;
      } else {
        longest = Math.max(longest, holds.get(i - 1).until() - holds.get(first).from());
      }
    }
    return longest;
  }

  /** From the call of release in one process until acquire had returned in another, in ns. */
  public Histogram handovers() {
    Histogram handovers = Histograms.make();
    for (int i = 1; i < holds.size(); i++) {
      Hold before = holds.get(i - 1);
      Hold hold = holds.get(i);
      if (hold.process() != before.process()) {
        Histograms.record(handovers, hold.from() - before.until());
      }
    }
    return handovers;
  }
}
