package dev.baton.internal.link;

import dev.baton.internal.script.Push;
import dev.baton.spi.BackendFault;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Where all that is pushed to a client arrives, and those it is for. A message for nobody is
 * dropped: whoever gave up has sent, or is sending, CANCEL, which gives such a grant back.
 */
public final class Inbox {
  private static final System.Logger LOG = System.getLogger(Inbox.class.getName());

  private final Map<String, Recipient> recipients = new ConcurrentHashMap<>();
  private final Map<String, Recipient> watches = new ConcurrentHashMap<>();
  private final AtomicBoolean forbidden = new AtomicBoolean();
  private final AtomicBoolean lacking = new AtomicBoolean();
  private volatile boolean lost;

  /**
   * Who hears of what is pushed about a request. Called on an adapter's thread; returns at once.
   */
  public interface Recipient {

    /** Where it comes from. */
    Shard shard();

    /** A message came. */
    void onPush(Push push);

    /** Messages may have been lost. */
    void onNudge();
  }

  /** Whether what is sent on a channel that is open arrives now, as far as is known. */
  public boolean hears() {
    return !lost;
  }

  /** No channel can be opened: waiters try their locks from time to time. Said once. */
  public void onForbidden(BackendFault why) {
    if (!forbidden.getAndSet(true)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "waiters cannot be told of their turn, and look again every betweenChecks: "
              + why.getMessage());
    }
  }

  /** A channel cannot be opened now: waiters have no place in the queue until it is. Said once. */
  public void onShortage(BackendFault why) {
    if (!lacking.getAndSet(true)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "waiters have no place in the queue until they can be told of their turn, and look again"
              + " meanwhile: "
              + why.getMessage());
    }
  }

  /** A channel was opened. */
  public void onOpened() {
    if (lacking.get()) {
      lacking.set(false);
    }
  }

  /** A subscription was lost. */
  public void onLost() {
    lost = true;
  }

  /** All subscriptions are back. Has everybody ask again: messages may have been lost. */
  public void onResubscribed() {
    lost = false;
    nudgeAll();
  }

  public void register(String request, Recipient recipient) {
    if (recipients.put(request, recipient) == null) {
      recipient.shard().enter();
    }
  }

  public void forget(String request, Recipient recipient) {
    if (recipients.remove(request, recipient)) {
      recipient.shard().leave();
    }
  }

  /** Whether a request is under way, as one that nobody hears of any longer is not. */
  public boolean knows(String request) {
    return recipients.containsKey(request);
  }

  /** Has it hear of the one thing that is pushed about a lock that is held. */
  public void watch(String request, Recipient watch) {
    if (watches.put(request, watch) == null) {
      watch.shard().enter();
    }
  }

  public void unwatch(String request, Recipient watch) {
    if (watches.remove(request, watch)) {
      watch.shard().leave();
    }
  }

  /** How many are registered, watches aside. */
  public int size() {
    return recipients.size();
  }

  /** How many are registered. */
  public int kept() {
    return recipients.size() + watches.size();
  }

  public void deliver(byte[] payload) {
    Push.read(payload).ifPresent(this::deliver);
  }

  private void deliver(Push push) {
    Map<String, Recipient> meant = push instanceof Push.Revoked ? watches : recipients;
    Recipient recipient = meant.get(push.request());
    if (recipient != null) {
      recipient.onPush(push);
    }
  }

  /** Has everybody ask again: messages may have been lost. */
  public void nudgeAll() {
    recipients.values().forEach(Recipient::onNudge);
  }
}
