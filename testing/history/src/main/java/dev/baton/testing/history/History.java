package dev.baton.testing.history;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What happened, in no order. Any thread adds to it. As a text file it has one entry a line, so
 * that histories of several processes are put together by reading them one after the other.
 */
public final class History {
  private final Queue<Operation> operations = new ConcurrentLinkedQueue<>();
  private final Queue<QueueSeen> queues = new ConcurrentLinkedQueue<>();
  private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
  private final Queue<Work> works = new ConcurrentLinkedQueue<>();

  /** Adds an entry. */
  public void add(Entry entry) {
    if (entry instanceof Operation operation) {
      operations.add(operation);
    } else if (entry instanceof QueueSeen seen) {
      queues.add(seen);
    } else if (entry instanceof Fault fault) {
      faults.add(fault);
    } else if (entry instanceof Work work) {
      works.add(work);
    }
  }

  /** All attempts so far. */
  public List<Operation> operations() {
    return List.copyOf(operations);
  }

  /** All looks at queues so far. */
  public List<QueueSeen> queues() {
    return List.copyOf(queues);
  }

  /** All faults so far. */
  public List<Fault> faults() {
    return List.copyOf(faults);
  }

  /** What all leaders did so far. */
  public List<Work> works() {
    return List.copyOf(works);
  }

  /** Adds what a file holds; a last line that was cut short, by a crash of its writer, is left. */
  public void read(Path file) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      StringBuilder line = new StringBuilder();
      int next;
      while ((next = lines.read()) >= 0) {
        if (next != '\n') {
          line.append((char) next);
        } else {
          add(Line.parse(line.toString()));
          line.setLength(0);
        }
      }
    }
  }

  /** Writes all entries so far to a file. */
  public void write(Path file) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (Queue<? extends Entry> entries : List.of(operations, queues, faults, works)) {
        for (Entry entry : entries) {
          out.write(Line.of(entry));
          out.write('\n');
        }
      }
    }
  }
}
