package dev.baton.internal.runtime;

import dev.baton.internal.script.Push;
import dev.baton.spi.BackendFault;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Where all that is pushed to a client arrives, and those it is for. A message for nobody is
 * dropped: whoever gave up has sent, or is sending, CANCEL, which gives such a grant back.
 */
final class Inbox {
  private static final System.Logger LOG = System.getLogger(Inbox.class.getName());

  private final Map<String, Recipient> recipients = new ConcurrentHashMap<>();
  private final Map<String, LossWatch> watches = new ConcurrentHashMap<>();
  private final AtomicBoolean forbidden = new AtomicBoolean();
  private final AtomicBoolean lacking = new AtomicBoolean();
  private volatile boolean lost;

  /**
   * Who hears of what is pushed about a request. Called on an adapter's thread; returns at once.
   */
  interface Recipient {

    /** Where it comes from. */
    Shard shard();

    /** A message came. */
    void onPush(Push push);

    /** Messages may have been lost. */
    void onNudge();
  }

  /** Whether what is sent on a channel that is open arrives now, as far as is known. */
  boolean hears() {
    return !lost;
  }

  /** No channel can be opened: waiters try their locks from time to time. Said once. */
  void onForbidden(BackendFault why) {
    if (!forbidden.getAndSet(true)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "waiters cannot be told of their turn, and look again every betweenChecks: "
              + why.getMessage());
    }
  }

  /** A channel cannot be opened now: waiters have no place in the queue until it is. Said once. */
  void onShortage(BackendFault why) {
    if (!lacking.getAndSet(true)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "waiters have no place in the queue until they can be told of their turn, and look again"
              + " meanwhile: "
              + why.getMessage());
    }
  }

  /** A channel was opened. */
  void onOpened() {
    if (lacking.get()) {
      lacking.set(false);
    }
  }

  /** A subscription was lost. */
  void onLost() {
    lost = true;
  }

  /** All subscriptions are back. Has everybody ask again: messages may have been lost. */
  void onResubscribed() {
    lost = false;
    nudgeAll();
  }

  void register(String request, Recipient recipient) {
    if (recipients.put(request, recipient) == null) {
      recipient.shard().enter();
    }
  }

  void forget(String request, Recipient recipient) {
    if (recipients.remove(request, recipient)) {
      recipient.shard().leave();
    }
  }

  /** Whether a request is under way, as one that nobody hears of any longer is not. */
  boolean knows(String request) {
    return recipients.containsKey(request);
  }

  /** Has it hear of the one thing that is pushed about a lock that is held. */
  void watch(String request, LossWatch watch) {
    if (watches.put(request, watch) == null) {
      watch.shard().enter();
    }
  }

  void unwatch(String request, LossWatch watch) {
    if (watches.remove(request, watch)) {
      watch.shard().leave();
    }
  }

  /** How many are registered, watches aside. */
  int size() {
    return recipients.size();
  }

  /** How many are registered. */
  int kept() {
    return recipients.size() + watches.size();
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
