package dev.baton.testing.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** A history as a file that grows: what was appended outlives a crash of the process. */
public final class Journal implements AutoCloseable {
  private final Lock turn = new ReentrantLock();
  private final Writer out;

  /** Opens a file, at its end. */
  public Journal(Path file) throws IOException {
    out = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** Adds an entry, from any thread. */
  public void append(Entry entry) {
    turn.lock();
    try {
      out.write(Line.of(entry) + "\n");
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      turn.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
