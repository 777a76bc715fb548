package dev.baton.internal.link;

import dev.baton.internal.script.Push;
import dev.baton.spi.BackendFault;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Where all that is pushed to a client arrives, and what each of its requests stands for: one that
 * is under way, or a lock that was granted. A message for nobody is dropped: whoever gave up has
 * sent, or is sending, CANCEL, which gives such a grant back.
 */
public final class Inbox {
  private static final System.Logger LOG = System.getLogger(Inbox.class.getName());

  private final Map<String, Seeker> underWay = new ConcurrentHashMap<>();
  private final Map<String, Recipient> granted = new ConcurrentHashMap<>();

  /** Those who look on who leads. */
  private final Set<Seeker> onlookers = ConcurrentHashMap.newKeySet();

  private final AtomicBoolean forbidden = new AtomicBoolean();
  private final AtomicBoolean lacking = new AtomicBoolean();
  private volatile boolean lost;

  /**
   * Who hears of what is pushed about a request. Called on an adapter's thread; returns at once.
   */
  public interface Recipient {

    /** A message came. */
    void onPush(Push push);
  }

  /** Who waits for what is pushed about a request that is under way. */
  public interface Seeker extends Recipient {

    /** Messages may have been lost. */
    void onNudge();
  }

  /** Whether what is sent on a channel that is open arrives now, as far as is known. */
  public boolean isSubscribed() {
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

  /** Whether no channel can be opened, as far as is known. */
  public boolean isForbidden() {
    return forbidden.get();
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

  /** A request is under way. */
  public void register(String request, Seeker seeker) {
    underWay.put(request, seeker);
  }

  /** It is not any more. */
  public void forget(String request, Seeker seeker) {
    underWay.remove(request, seeker);
  }

  /** A lock was granted to a request. */
  public void granted(String request, Recipient holder) {
    granted.put(request, holder);
  }

  /** It was given back, or lost. */
  public void over(String request, Recipient holder) {
    granted.remove(request, holder);
  }

  /** What holds a lock under a request; null if nothing does any more. */
  public @Nullable Recipient holder(String request) {
    return granted.get(request);
  }

  /** Somebody hears of all that is said about leaders. */
  public void lookOn(Seeker onlooker) {
    onlookers.add(onlooker);
  }

  /** It does not any more. */
  public void lookAway(Seeker onlooker) {
    onlookers.remove(onlooker);
  }

  /** How many requests are under way. */
  public int size() {
    return underWay.size();
  }

  /** How many requests stand for something. */
  public int kept() {
    return underWay.size() + granted.size() + onlookers.size();
  }

  public void deliver(byte[] payload) {
    Push.read(payload).ifPresent(this::deliver);
  }

  private void deliver(Push push) {
    if (push instanceof Push.Led) {
      onlookers.forEach(onlooker -> onlooker.onPush(push));
      return;
    }
    // A lock is known here before its request is no longer under way.
    Recipient holder = push instanceof Push.Granted ? null : granted.get(push.request());
    Recipient recipient = holder == null ? underWay.get(push.request()) : holder;
    if (recipient != null) {
      recipient.onPush(push);
    }
  }

  /** Has everybody ask again: messages may have been lost. */
  public void nudgeAll() {
    underWay.values().forEach(Seeker::onNudge);
    onlookers.forEach(Seeker::onNudge);
  }
}
