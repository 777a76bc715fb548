package dev.baton.internal.runtime;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What Baton writes to the log while a test looks. */
final class LogRecords extends Handler implements AutoCloseable {
  private final Logger logger = Logger.getLogger("dev.baton.internal.runtime");
  private final List<LogRecord> records = new CopyOnWriteArrayList<>();

  LogRecords() {
    logger.addHandler(this);
  }

  @Override
  public void publish(LogRecord written) {
    records.add(written);
  }

  /** The lines so far. */
  List<String> lines() {
    return records.stream().map(line -> line.getLevel() + " " + line.getMessage()).toList();
  }

  /** Those that have a text in them. */
  List<String> lines(String text) {
    return lines().stream().filter(line -> line.contains(text)).toList();
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
  }
}
