package dev.baton.internal.runtime;

import dev.baton.internal.script.GrantMessage;
import dev.baton.spi.BackendFault;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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
   */
  void open(Runnable subscribe) {
    if (open) {
      return;
    }
    CompletableFuture<Boolean> mine = new CompletableFuture<>();
    CompletableFuture<Boolean> first = opening.compareAndExchange(null, mine);
    if (first == null) {
      subscribe(subscribe, mine);
      first = mine;
    }
    try {
      first.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /**
   * Does something once the inbox is open, without blocking the caller.
   *
   * @param subscribe does it, or throws a {@link BackendFault}
   * @param then what to do
   * @param failed told if it cannot be opened
   */
  void whenOpen(Runnable subscribe, Runnable then, Consumer<BackendFault> failed) {
    if (open) {
      then.run();
      return;
    }
    CompletableFuture<Boolean> mine = new CompletableFuture<>();
    CompletableFuture<Boolean> first = opening.compareAndExchange(null, mine);
    if (first == null) {
      first = mine;
      Thread opener = new Thread(() -> subscribe(subscribe, mine), "baton-inbox-opener");
      opener.setDaemon(true);
      opener.start();
    }
    var unused =
        first.whenComplete(
            (done, thrown) -> {
              if (thrown instanceof BackendFault fault) {
                failed.accept(fault);
              } else {
                then.run();
              }
            });
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
