package dev.baton.benchmarks.client;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * From when until when one thread held the lock, with the fences and how much of the lock it was:
 * the first so many times. Times are {@link System#nanoTime()}, which all processes of a machine
 * share on Linux and macOS.
 */
final class HoldLog {
  /** Longs of one entry: from, until, fence, weight. */
  private static final int WIDTH = 4;

  private final long[] entries;
  private int length;

  HoldLog(int capacity) {
    this.entries = new long[capacity * WIDTH];
  }

  void add(long from, long until, long fence, int weight) {
    if (length < entries.length) {
      entries[length] = from;
      entries[length + 1] = until;
      entries[length + 2] = fence;
      entries[length + 3] = weight;
      length += WIDTH;
    }
  }

  /** Up to when all holds are in here. */
  private long completeUntil() {
    return length == 0 || length < entries.length ? Long.MAX_VALUE : entries[length - WIDTH];
  }

  /** Writes the logs of all threads: until when they are complete, then one entry after another. */
  static void write(Path file, List<HoldLog> logs) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16))) {
      out.writeLong(logs.stream().mapToLong(HoldLog::completeUntil).min().orElse(Long.MAX_VALUE));
      for (HoldLog log : logs) {
        for (int at = 0; at < log.length; at++) {
          out.writeLong(log.entries[at]);
        }
      }
    }
  }
}
