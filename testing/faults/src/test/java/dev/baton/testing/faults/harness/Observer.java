package dev.baton.testing.faults.harness;

import dev.baton.testing.history.Fault;
import dev.baton.testing.history.History;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Looks at the queues again and again. Order is promised to those who stay connected: when any
 * worker's inbox is missing, or is another one than before, that is noted as a fault.
 */
public final class Observer implements AutoCloseable {
  /** The kind under which a missing inbox is noted. */
  public static final String INBOX_LOST = "inbox lost";

  private static final long BETWEEN_LOOKS = TimeUnit.MILLISECONDS.toNanos(20);

  private final ServerSite site;
  private final History history;
  private final Thread thread = new Thread(this::look, "observer");
  private volatile boolean over;

  /** Begins to look, and notes what it sees. */
  public Observer(ServerSite site, History history) {
    this.site = site;
    this.history = history;
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws InterruptedException {
    over = true;
    thread.join();
  }

  private void look() {
    Set<String> before = Set.of();
    long lookedAt = System.nanoTime();
    while (!over) {
      long now = System.nanoTime();
      Set<String> inboxes = inboxes();
      if (inboxes.size() < site.workers().size() || !inboxes.equals(before)) {
        history.add(new Fault(INBOX_LOST, lookedAt, System.nanoTime()));
      }
      before = inboxes;
      lookedAt = now;
      site.observe(history);
      LockSupport.parkNanos(BETWEEN_LOOKS);
    }
  }

  /** The server's numbers of connections that are subscribed; none if it does not answer. */
  private Set<String> inboxes() {
    try (Wire wire = site.wire()) {
      return ((String) wire.send("CLIENT", "LIST", "TYPE", "pubsub"))
          .lines()
          .map(line -> line.substring(0, line.indexOf(' ')))
          .collect(Collectors.toSet());
    } catch (UncheckedIOException | IllegalStateException e) {
      return Set.of();
    }
  }
}
