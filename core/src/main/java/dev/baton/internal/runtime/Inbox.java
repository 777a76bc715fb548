package dev.baton.internal.runtime;

import dev.baton.internal.script.Push;
import dev.baton.spi.BackendFault;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where all that is pushed to a client arrives, and those it is for. A message for nobody is
 * dropped: whoever gave up has sent, or is sending, CANCEL, which gives such a grant back.
 */
final class Inbox {
  private final Map<String, Recipient> recipients = new ConcurrentHashMap<>();
  private final Map<String, LossWatch> watches = new ConcurrentHashMap<>();
  private final Executor opener;

  /**
   * An inbox that is not yet open.
   *
   * @param opener where it is opened for a caller that must not wait
   */
  Inbox(Executor opener) {
    this.opener = opener;
  }

  /**
   * Who hears of what is pushed about a request. Called on an adapter's thread; returns at once.
   */
  interface Recipient {

    /** A message came. */
    void onPush(Push push);

    /** Messages may have been lost. */
    void onNudge();
  }

  /** The one opening that is under way or done; none after one that failed. */
  private final AtomicReference<@Nullable CompletableFuture<Boolean>> opening =
      new AtomicReference<>();

  /** Those that want to be told of the opening, the first first. */
  private final Queue<Consumer<@Nullable Throwable>> awaitingOpening =
      new ConcurrentLinkedQueue<>();

  private volatile boolean open;
  private volatile boolean lost;

  /** Whether grants can arrive. */
  boolean isOpen() {
    return open;
  }

  /** Whether what is sent arrives now, as far as is known. */
  boolean hears() {
    return open && !lost;
  }

  /** The subscription was lost. */
  void onLost() {
    lost = true;
  }

  /** The subscription is back. Has everybody ask again: messages may have been lost. */
  void onResubscribed() {
    lost = false;
    nudgeAll();
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
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    CompletableFuture<Boolean> first = opening.compareAndExchange(null, done);
    if (first == null) {
      subscribe(subscribe, done);
      first = done;
    }
    Patience.await(first);
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
    // Through a queue, since a future calls back its last first.
    awaitingOpening.add(thrown -> tell(then, failed, thrown));
    var unused = openElsewhere(subscribe).whenComplete((done, thrown) -> tellAll(thrown));
  }

  private void tellAll(@Nullable Throwable thrown) {
    for (Consumer<@Nullable Throwable> next = awaitingOpening.poll();
        next != null;
        next = awaitingOpening.poll()) {
      next.accept(thrown);
    }
  }

  private static void tell(Runnable then, Consumer<Throwable> failed, @Nullable Throwable thrown) {
    if (thrown == null) {
      then.run();
    } else {
      failed.accept(thrown);
    }
  }

  /** Subscribes where nobody waits for it, unless that is under way. */
  private CompletableFuture<Boolean> openElsewhere(Runnable subscribe) {
    CompletableFuture<Boolean> mine = new CompletableFuture<>();
    CompletableFuture<Boolean> first = opening.compareAndExchange(null, mine);
    if (first != null) {
      return first;
    }
    opener.execute(() -> subscribe(subscribe, mine));
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

  void register(String request, Recipient recipient) {
    recipients.put(request, recipient);
  }

  void forget(String request, Recipient recipient) {
    recipients.remove(request, recipient);
  }

  /** Whether a request is under way, as one that nobody hears of any longer is not. */
  boolean knows(String request) {
    return recipients.containsKey(request);
  }

  /** Has it hear of the one thing that is pushed about a lock that is held. */
  void watch(String request, LossWatch watch) {
    watches.put(request, watch);
  }

  void unwatch(String request, LossWatch watch) {
    watches.remove(request, watch);
  }

  /** How many are registered, watches aside. */
  int size() {
    return recipients.size();
  }

  void deliver(byte[] payload) {
    Push.read(payload).ifPresent(this::deliver);
  }

  private void deliver(Push push) {
    if (push instanceof Push.Revoked) {
      LossWatch watch = watches.get(push.request());
      if (watch != null) {
        watch.onRevoked();
      }
      return;
    }
    Recipient recipient = recipients.get(push.request());
    if (recipient != null) {
      recipient.onPush(push);
    }
  }

  /** Has everybody ask again: messages may have been lost. */
  void nudgeAll() {
    recipients.values().forEach(Recipient::onNudge);
  }
}
