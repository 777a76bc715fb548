package dev.baton.cluster;

import dev.baton.spi.Backend;
import dev.baton.spi.Command;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A connection for nothing but {@code ASKING} and the command it is for. It counts for the very
 * next command of its connection, so no other may come in between, and one pair goes out at a time.
 */
final class AskLine {
  private static final Command ASKING = Command.of("ASKING");

  private final LazyBackend backend;
  private final Queue<Delivery> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger looks = new AtomicInteger();
  private volatile boolean busy;

  AskLine(LazyBackend backend) {
    this.backend = backend;
  }

  /** Sends a command when its turn comes. Does not wait. */
  void send(Delivery delivery) {
    waiting.add(delivery);
    look();
  }

  /** Sends the next unless one is under way; a loop, since answers can come at once. */
  private void look() {
    if (looks.getAndIncrement() > 0) {
      return; // whoever is in the loop looks once more
    }
    do {
      Delivery next = busy ? null : waiting.poll();
      if (next != null) {
        busy = true;
        backend.whenOpen((opened, thrown) -> send(opened, thrown, next));
      }
    } while (looks.decrementAndGet() > 0);
  }

  private void send(@Nullable Backend opened, @Nullable Throwable thrown, Delivery delivery) {
    if (opened == null) {
      done();
      delivery.fail(thrown);
    } else if (!delivery.begin()) {
      done();
    } else {
      var replies = opened.submitAll(List.of(ASKING, delivery.command()));
      replies
          .get(0)
          .whenComplete(
              (ok, refusal) ->
                  replies
                      .get(1)
                      .whenComplete(
                          (reply, fault) -> {
                            done();
                            delivery.onReplyAfterAsking(refusal, reply, fault);
                          }));
    }
  }

  private void done() {
    busy = false;
    look();
  }

  void close() {
    backend.close();
  }
}
