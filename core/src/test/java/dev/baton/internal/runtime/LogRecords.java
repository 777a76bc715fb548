package dev.baton.internal.runtime;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What Baton writes to the log while a test looks. */
final class LogRecords implements AutoCloseable {
  private final List<String> lines = new CopyOnWriteArrayList<>();

  LogRecords() {
    RecordingLoggers.READERS.add(lines);
  }

  /** The lines so far. */
  List<String> lines() {
    return List.copyOf(lines);
  }

  /** Those that have a text in them. */
  List<String> lines(String text) {
    return lines.stream().filter(line -> line.contains(text)).toList();
  }

  @Override
  public void close() {
    RecordingLoggers.READERS.removeIf(reader -> reader == lines);
  }
}
