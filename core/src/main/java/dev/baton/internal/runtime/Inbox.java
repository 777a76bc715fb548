package dev.baton.internal.runtime;

import dev.baton.internal.script.GrantMessage;
import dev.baton.spi.BackendFault;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where all pushed grants of a client arrive, and the waiters they are for. A message for nobody is
 * dropped: whoever gave up has sent, or is sending, CANCEL, which gives such a grant back.
 */
final class Inbox {
  private final Map<String, Waiter> waiters = new ConcurrentHashMap<>();

  /** The one opening that is under way or done; none after one that failed. */
  private final AtomicReference<@Nullable CompletableFuture<Boolean>> opening =
      new AtomicReference<>();

  private volatile boolean open;

  /** Whether grants can arrive. */
  boolean isOpen() {
    return open;
  }

  /**
   * Subscribes, if that has not been done. Blocking the first time.
   *
   * @param subscribe does it, or throws a {@link BackendFault}
   * @param maxNanos how long to wait for it; it goes on all the same
   */
  void open(Runnable subscribe, long maxNanos) {
    if (open) {
      return;
    }
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    if (maxNanos == Long.MAX_VALUE) {
      CompletableFuture<Boolean> first = opening.compareAndExchange(null, done);
      if (first == null) {
        subscribe(subscribe, done);
      } else {
        done = first;
      }
    } else {
      done = openElsewhere(subscribe);
    }
    Patience.await(done, maxNanos);
  }

  /**
   * Does something once the inbox is open, without blocking the caller.
   *
   * @param subscribe does it, or throws a {@link BackendFault}
   * @param then what to do
   * @param failed told if it cannot be opened
   */
  void whenOpen(Runnable subscribe, Runnable then, Consumer<Throwable> failed) {
    if (open) {
      then.run();
      return;
    }
    var unused =
        openElsewhere(subscribe)
            .whenComplete(
                (done, thrown) -> {
                  if (thrown == null) {
                    then.run();
                  } else {
                    failed.accept(thrown);
                  }
                });
  }

  /** Subscribes on a thread of its own, unless that is under way. */
  private CompletableFuture<Boolean> openElsewhere(Runnable subscribe) {
    CompletableFuture<Boolean> mine = new CompletableFuture<>();
    CompletableFuture<Boolean> first = opening.compareAndExchange(null, mine);
    if (first != null) {
      return first;
    }
    Thread opener = new Thread(() -> subscribe(subscribe, mine), "baton-inbox-opener");
    opener.setDaemon(true);
    opener.start();
    return mine;
  }

  private void subscribe(Runnable subscribe, CompletableFuture<Boolean> result) {
    try {
      subscribe.run();
      open = true;
      result.complete(true);
    } catch (RuntimeException e) {
      opening.set(null);
      result.completeExceptionally(e);
    }
  }

  void register(String request, Waiter waiter) {
    waiters.put(request, waiter);
  }

  void forget(String request) {
    waiters.remove(request);
  }

  /** How many wait. */
  int size() {
    return waiters.size();
  }

  void deliver(byte[] payload) {
    GrantMessage.read(payload)
        .ifPresent(
            message -> {
              Waiter waiter = waiters.get(message.request());
              if (waiter != null) {
                waiter.onGrant(message);
              }
            });
  }

  /** Has every waiter ask again: messages may have been lost. */
  void nudgeAll() {
    waiters.values().forEach(Waiter::onNudge);
  }
}
