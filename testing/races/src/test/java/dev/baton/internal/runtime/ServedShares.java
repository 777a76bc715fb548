package dev.baton.internal.runtime;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A lock as the server has it for those who read, or who have permits of it: who shares it, and its
 * queue. One in another process can want to write; when its turn comes it does so, and gives the
 * lock back in the same step. One there can have permits too. Not thread-safe.
 */
final class ServedShares {
  private static final long MICROS = 1_700_000_000_000_000L;
  private static final String VALUE_OF_THE_WRITER = "other#1";

  /** Told when the writer has the lock alone. */
  private final Runnable writing;

  /** The request of each who shares it, by the value. */
  private final Map<String, String> sharers = new LinkedHashMap<>();

  private final Deque<ServedLock.Place> queue = new ArrayDeque<>();
  private final List<String> pushed = new ArrayList<>();

  /** How many of the queue are before the writer; negative if it does not wait. */
  private int beforeTheWriter = -1;

  /** No more can share it; 0 for no limit. All ask for the same. */
  private int limit;

  private int takenElsewhere;
  private long fence = 1;
  private long pushes;

  ServedShares(Runnable writing) {
    this.writing = writing;
  }

  String share(ServedLock.Place me, int most, boolean waits) {
    limit = most;
    boolean isNext = queue.isEmpty() && beforeTheWriter < 0 && hasRoom();
    if (sharers.containsKey(value(me)) || isNext) {
      queue.remove(me);
      sharers.put(value(me), me.request());
      return "GRANTED " + fence + " " + (MICROS + pushes) + " " + waiting();
    }
    if (!waits) {
      return "HELD 1000 " + VALUE_OF_THE_WRITER;
    }
    if (!queue.contains(me)) {
      queue.add(me);
    }
    return "QUEUED "
        + (queue.size() - 1)
        + " 1000 "
        + (MICROS + pushes)
        + " "
        + VALUE_OF_THE_WRITER;
  }

  String unshare(String value) {
    if (sharers.remove(value) == null) {
      return "DELETED";
    }
    serve();
    return "RELEASED";
  }

  String cancel(String request) {
    int left = queue.size();
    queue.removeIf(place -> place.request().equals(request));
    if (left > queue.size() && beforeTheWriter > 0) {
      beforeTheWriter--;
    }
    boolean ours = sharers.values().remove(request);
    serve();
    return ours ? "GIVEN_BACK" : "CANCELLED";
  }

  String prolong(String value) {
    return sharers.containsKey(value) ? "RENEWED" : "DELETED";
  }

  /** Somebody in another process wants to write: those who share it are told. */
  void wantToWrite() {
    beforeTheWriter = queue.size();
    sharers.values().forEach(request -> pushed.add("WANTED " + request));
    serve();
  }

  /**
   * Nobody has it alone here for longer than a step, so what stops the queue are those who share
   * it.
   */
  private void serve() {
    if (beforeTheWriter == 0 && sharers.isEmpty()) {
      writing.run();
      beforeTheWriter = -1;
      fence++;
    }
    if (beforeTheWriter != 0) {
      while (hasRoom() && !queue.isEmpty()) {
        ServedLock.Place next = queue.remove();
        sharers.put(value(next), next.request());
        beforeTheWriter = Math.max(-1, beforeTheWriter < 0 ? -1 : 0);
        pushes++;
        pushed.add("GRANT " + next.request() + " " + fence + " " + (MICROS + pushes) + " 0");
      }
    }
  }

  private boolean hasRoom() {
    return limit == 0 || sharers.size() + takenElsewhere < limit;
  }

  /** Somebody in another process has a permit from now on, or not any more. */
  void takeElsewhere(int more) {
    takenElsewhere += more;
    serve();
  }

  private int waiting() {
    return queue.size() + (beforeTheWriter < 0 ? 0 : 1);
  }

  private static String value(ServedLock.Place of) {
    return of.token() + "*1";
  }

  boolean isClean() {
    return sharers.isEmpty() && queue.isEmpty() && beforeTheWriter < 0;
  }

  /** What is to be pushed after the command, a line each, or nothing. */
  String takePush() {
    String all = String.join("\n", pushed);
    pushed.clear();
    return all;
  }
}
